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

/** Calls the API of a workspace. `body` is a value, or JSON text that is sent as it is. */
export async function call(method, workspace, path, body, signal) {
  const init = { method, signal, headers: { accept: "application/json, application/problem+json" } };
  if (body !== undefined) {
    init.headers["content-type"] = "application/json";
    init.body = typeof body === "string" ? body : JSON.stringify(body);
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
  const answer = parse(text);
  if (!response.ok) {
    throw new ApiError(response.status, answer || {});
  }
  return answer;
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

const MOST_PAGES = 5;

/** A workspace's webhooks, page by page, up to a thousand; and whether there are more. */
export async function listWebhooks(workspace, signal) {
  const webhooks = [];
  let cursor = null;
  for (let page = 0; page === 0 || (cursor && page < MOST_PAGES); page++) {
    const answer = await call("GET", workspace, `/webhooks${query({ cursor })}`, undefined, signal);
    webhooks.push(...answer.webhooks);
    cursor = answer.nextCursor;
  }
  return { webhooks, more: Boolean(cursor) };
}

export const webhookPath = (id) => `/webhooks/${encodeURIComponent(id)}`;
export const deliveryPath = (id) => `/deliveries/${encodeURIComponent(id)}`;
