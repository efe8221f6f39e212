'use strict';
// A receiving team's endpoint. Prints its URL; reads its API key from standard input once the team
// has it; prints a verdict for every request: genuine or forged, its type, its signature's header.
const crypto = require('crypto');
const http = require('http');
const readline = require('readline');

let apiKey;
const waiting = []; // came before the key: the handshake

function judge(request, rawBody) {
  const expected = crypto.createHmac("sha256", apiKey).update(rawBody).digest("hex");
  const genuine = request.headers['x-dmtolead-signature'] === expected;
  const header = request.rawHeaders.find((name) => /^x-.*-signature$/i.test(name));
  console.log(genuine ? 'genuine' : 'forged', JSON.parse(rawBody).event, header);
  return genuine;
}

readline
  .createInterface({ input: process.stdin })
  .on('line', (line) => {
    apiKey = line;
    waiting.splice(0).forEach(([request, rawBody]) => judge(request, rawBody));
  })
  .on('close', () => process.exit(0));

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const rawBody = Buffer.concat(chunks);
    const { event, verifyToken } = JSON.parse(rawBody);
    if (event === 'webhook.verify') {
      waiting.push([request, rawBody]);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ verifyToken }));
      return;
    }
    response.writeHead(judge(request, rawBody) ? 200 : 401).end();
  });
});

server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/hooks`);
});
