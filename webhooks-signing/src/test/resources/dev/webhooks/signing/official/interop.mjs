// Verifies what it is given with an official library, and prints that library's own signature of it.
import { readFileSync } from 'node:fs';

const { Webhook } = await import(process.argv[2]);
const { KEY, ID, TIMESTAMP, SIGNATURE } = process.env;
const body = readFileSync(0);
const headers = { 'webhook-id': ID, 'webhook-timestamp': TIMESTAMP, 'webhook-signature': SIGNATURE };
const webhook = new Webhook(KEY);
webhook.verify(body, headers, { jsonParse: false });
process.stdout.write(webhook.sign(ID, new Date(1000 * TIMESTAMP), body));
