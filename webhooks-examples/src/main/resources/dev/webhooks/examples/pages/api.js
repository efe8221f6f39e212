// The JSON API of the settings application.

import { sentence } from "./words.js";

/** What the API refused, and for which field, where it names one. */
export class ApiError extends Error {
  constructor(status, problem) {
    const detail = problem.detail || problem.title || `The server answered ${status}.`;
    const named = /^([A-Za-z]+)(?:\[\d+\])*: (.+)$/s.exec(detail);
    const field = problem.field || (named && named[1]);
    super(sentence(named && named[1] === field ? named[2] : detail));
    this.status = status;
    this.field = field || "";
  }
}

/** Calls the API of a workspace. `body` is a value that is sent as JSON. */
export async function call(method, workspace, path, body, signal) {
  const { answer } = await send(method, workspace, path, body, signal);
  return answer;
}

/**
 * A question that is asked again and again: what has not changed since is not sent again. The same
 * answer comes back as the same object.
 */
export function question(workspace) {
  let asked = null;
  let revision = null;
  let answer = null;
  return async (path, signal) => {
    const known = path === asked ? revision : null;
    const got = await send("GET", workspace, path, undefined, signal, known);
    if (!got.unchanged) {
      [asked, revision, answer] = [path, got.revision, got.answer];
    }
    return answer;
  };
}

async function send(method, workspace, path, body, signal, known) {
  const headers = { accept: "application/json, application/problem+json" };
  const init = { method, signal, headers };
  if (known) {
    headers["if-none-match"] = known;
  }
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  let response;
  let text;
  try {
    response = await fetch(`/api/workspaces/${encodeURIComponent(workspace)}${path}`, init);
    text = await response.text();
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new ApiError(0, { detail: "The server can't be reached." });
  }
  if (response.status === 304) {
    return { unchanged: true };
  }
  const answer = parse(text);
  if (!response.ok) {
    throw new ApiError(response.status, answer || {});
  }
  return { answer, revision: response.headers.get("etag") };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A query string of those that are set. */
export function query(parameters) {
  const set = Object.entries(parameters).filter(([, value]) => value);
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

export const webhookPath = (id) => `/webhooks/${encodeURIComponent(id)}`;
export const deliveryPath = (id) => `/deliveries/${encodeURIComponent(id)}`;
