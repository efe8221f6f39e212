"""Verifies what it is given with an official library, and prints that library's own signature of it."""
import datetime, importlib, os, sys

Webhook = importlib.import_module(sys.argv[1] + ".webhooks").Webhook
env = os.environ
body = sys.stdin.buffer.read()
headers = {
    "webhook-id": env["ID"],
    "webhook-timestamp": env["TIMESTAMP"],
    "webhook-signature": env["SIGNATURE"],
}
webhook = Webhook(env["KEY"])
if sys.argv[1] == "svix":
    webhook.verify(body, headers)
else:
    webhook.verify(body, headers, json_parse=False)
at = datetime.datetime.fromtimestamp(int(env["TIMESTAMP"]), datetime.timezone.utc)
sys.stdout.write(webhook.sign(env["ID"], at, body.decode()))
