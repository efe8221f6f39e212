'use strict';
// Knows EXAMPLES.md alone: registers a webhook at its own server, echoes the token, publishes 1,000
// events in arrays of 100, and receives each with a valid signature. Prints what it saw.
const crypto = require('crypto');
const http = require('http');

const api = `${process.argv[2]}/api/workspaces/node`;
const TOTAL = 1000;
const early = []; // signatures of what came before the key was known
const numbers = new Set();
let apiKey;
let genuine = 0;

async function call(method, path, body, status) {
  const response = await fetch(api + path, { method, body: JSON.stringify(body) });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

function isGenuine(signature, rawBody) {
  return signature === crypto.createHmac('sha256', apiKey).update(rawBody).digest('hex');
}

function receive(signature, rawBody) {
  genuine += isGenuine(signature, rawBody) ? 1 : 0;
  numbers.add(JSON.parse(rawBody).data.number);
  if (numbers.size === TOTAL) {
    console.log(`genuine ${genuine} distinct ${numbers.size}`);
    process.exit(early.every((handshake) => isGenuine(...handshake)) ? 0 : 1);
  }
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const rawBody = Buffer.concat(chunks);
    const signature = request.headers['x-dmtolead-signature'];
    const { event, verifyToken } = JSON.parse(rawBody);
    if (event === 'webhook.verify') {
      early.push([signature, rawBody]);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ verifyToken }));
    } else {
      response.writeHead(204).end();
      receive(signature, rawBody);
    }
  });
});

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/hooks`;
  const registered = await call('POST', '/webhooks', { name: 'Node', url, accounts: [], eventTypes: [] }, 201);
  apiKey = registered.apiKey;
  console.log(`registered ${registered.webhook.status}`);
  let published = 0;
  while (published < TOTAL) {
    const events = Array.from({ length: 100 }, (_, i) => ({
      event: 'message.sent',
      account: 'acct_1',
      data: { number: published + i },
    }));
    const answer = await call('POST', '/events', events, 202);
    published += answer.events.filter((each) => each.deliveries === 1).length;
    if (published === TOTAL) console.log(`published ${published}`);
  }
});
