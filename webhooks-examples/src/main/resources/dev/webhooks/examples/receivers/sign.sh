#!/bin/sh
# Signs a sample as {{brand}} does, and sends it. Run: WEBHOOK_API_KEY=whsec_… sh sign.sh http://127.0.0.1:8000/
# The key shows in this machine's list of processes for a moment: take a trial's key.
set -eu
body='{"event":"message.sent","timestamp":"2026-05-13T19:24:02.310Z","data":{"text":"Yes!"}}'
id=dlv_sample
time=$(date +%s)
key=$(printf %s "${WEBHOOK_API_KEY#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
hex=$(printf %s "$body" | openssl dgst -sha256 -mac HMAC -macopt "key:$WEBHOOK_API_KEY" | sed 's/.* //')
standard=$(printf %s "$id.$time.$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
exec curl --silent --show-error --include --max-time 10 \
  --header 'Content-Type: application/json' \
  --header "X-{{brand}}-Signature: $hex" \
  --header 'X-{{brand}}-Event: message.sent' \
  --header "X-{{brand}}-Delivery: $id" \
  --header 'X-{{brand}}-Attempt: 1' \
  --header "webhook-id: $id" \
  --header "webhook-timestamp: $time" \
  --header "webhook-signature: v1,$standard" \
  --data-binary "$body" "$1"
