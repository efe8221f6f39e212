"""Receives the webhooks of {{brand}}. Run: WEBHOOK_API_KEYS=whsec_… python3 receiver.py"""
import base64, hashlib, hmac, json, os, re, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with a
# space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
# answered.
KEYS = os.environ.get("WEBHOOK_API_KEYS", "").split()
STANDARD = "{{signatures}}" == "STANDARD"  # how the webhook was registered: HEX or STANDARD
TOLERANCE = 5 * 60  # seconds
MAX_BODY = 1024 * 1024
seen = set()  # in earnest a table with a unique column, written in the transaction that does the work


def genuine(headers, raw_body: bytes) -> bool:
    return genuine_standard(headers, raw_body) if STANDARD else genuine_hex(headers, raw_body)


def genuine_hex(headers, raw_body: bytes) -> bool:
    sent = headers.get("X-{{brand}}-Signature", "")
    expected = [hmac.new(key.encode(), raw_body, hashlib.sha256).hexdigest() for key in KEYS]
    return any([equal(sent, one) for one in expected])


def genuine_standard(headers, raw_body: bytes) -> bool:
    msg_id, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not msg_id or not re.fullmatch("[0-9]{1,12}", sent_at) or abs(time.time() - int(sent_at)) > TOLERANCE:
        return False
    signed = f"{msg_id}.{sent_at}.".encode() + raw_body
    expected = []
    for key in KEYS:
        secret = base64.b64decode(key.removeprefix("whsec_"))
        expected.append("v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode())
    sent = headers.get("webhook-signature", "").split(" ")[:16]
    return any([equal(one, other) for one in sent for other in expected])


def equal(sent: str, expected: str) -> bool:  # in a time that does not tell how much of it agrees
    return hmac.compare_digest(sent.encode("utf-8", "replace"), expected.encode())


def answer(headers, raw_body: bytes):
    if KEYS and not genuine(headers, raw_body):
        return 401, None
    try:
        body = json.loads(raw_body)
        event = body["event"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 400, None
    # What the body says, and no header: the body is what is signed.
    if event == "webhook.verify":
        return 200, json.dumps({"verifyToken": body.get("verifyToken")})
    if not KEYS:
        return 503, None  # kept and sent again; see the Retry-After below
    delivery = headers.get("webhook-id" if STANDARD else "X-{{brand}}-Delivery")
    if not delivery or delivery not in seen:
        seen.add(delivery)
        print("handle", event, delivery, flush=True)  # put it into a queue here, and work after the answer
    return 200, None


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if re.fullmatch("[0-9]{1,7}", length) and int(length) <= MAX_BODY:
            status, answer_body = answer(self.headers, self.rfile.read(int(length)))
        else:
            self.close_connection = True
            status, answer_body = 413 if length else 411, None
        self.send_response(status)
        if answer_body:
            self.send_header("Content-Type", "application/json")
        if status == 503:
            self.send_header("Retry-After", "60")
        self.send_header("Content-Length", str(len(answer_body or "")))
        self.end_headers()
        self.wfile.write((answer_body or "").encode())

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
print("listening on", server.server_port, flush=True)
server.serve_forever()
