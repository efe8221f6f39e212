'use strict';
// Receives the webhooks of {{brand}}. Run: WEBHOOK_API_KEYS=whsec_… node receiver.js
const crypto = require('node:crypto');
const http = require('node:http');

// The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with a
// space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
// answered.
const KEYS = (process.env.WEBHOOK_API_KEYS || '').split(/\s+/).filter(Boolean);
const STANDARD = '{{signatures}}' === 'STANDARD'; // how the webhook was registered: HEX or STANDARD
const TOLERANCE = 5 * 60; // seconds
const MAX_BODY = 1024 * 1024;
const seen = new Set(); // in earnest a table with a unique column, written in the transaction that does the work

function genuine(headers, rawBody) {
  return STANDARD ? genuineStandard(headers, rawBody) : genuineHex(headers, rawBody);
}

function genuineHex(headers, rawBody) {
  const sent = headers['x-{{brand}}-signature'.toLowerCase()] || '';
  return anyOf(KEYS.map((key) => equal(sent, crypto.createHmac('sha256', key).update(rawBody).digest('hex'))));
}

function genuineStandard(headers, rawBody) {
  const { 'webhook-id': id = '', 'webhook-timestamp': time = '', 'webhook-signature': sent = '' } = headers;
  if (!id || !/^[0-9]{1,12}$/.test(time) || Math.abs(Date.now() / 1000 - time) > TOLERANCE) return false;
  const expected = KEYS.map((key) => {
    const hmac = crypto.createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
    return 'v1,' + hmac.update(`${id}.${time}.`).update(rawBody).digest('base64');
  });
  return anyOf(sent.split(' ', 16).flatMap((one) => expected.map((other) => equal(one, other))));
}

function equal(sent, expected) { // in a time that does not tell how much of it agrees
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && crypto.timingSafeEqual(a, b);
}

const anyOf = (verdicts) => verdicts.reduce((one, other) => one || other, false);

function answer(headers, rawBody) {
  if (KEYS.length > 0 && !genuine(headers, rawBody)) return [401];
  const body = JSON.parse(rawBody);
  // What the body says, and no header: the body is what is signed.
  if (body.event === 'webhook.verify') return [200, JSON.stringify({ verifyToken: body.verifyToken })];
  if (KEYS.length === 0) return [503]; // kept and sent again; see the Retry-After below
  const id = headers[STANDARD ? 'webhook-id' : 'x-{{brand}}-delivery'.toLowerCase()];
  if (!id || !seen.has(id)) {
    seen.add(id);
    console.log('handle', body.event, id); // put it into a queue here, and work after the answer
  }
  return [200];
}

const server = http.createServer((request, response) => {
  const chunks = [];
  let size = 0;
  request.on('data', (chunk) => (size += chunk.length) <= MAX_BODY && chunks.push(chunk));
  request.on('end', () => {
    let result;
    try {
      if (request.method !== 'POST') result = [405];
      else if (size > MAX_BODY) result = [413];
      else result = answer(request.headers, Buffer.concat(chunks));
    } catch (e) {
      result = [400]; // no JSON
    }
    const [status, json] = result;
    if (json) response.setHeader('content-type', 'application/json');
    if (status === 503) response.setHeader('retry-after', '60');
    response.writeHead(status).end(json);
  });
});

server.listen(Number(process.env.PORT || 8000), '127.0.0.1', () => console.log('listening on', server.address().port));
