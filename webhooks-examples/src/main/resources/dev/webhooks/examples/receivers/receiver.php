<?php
// Receives the webhooks of {{brand}}. Run: WEBHOOK_API_KEYS=whsec_… php -S 127.0.0.1:8000 receiver.php
declare(strict_types=1);

// The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with a
// space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
// answered.
$keys = preg_split('/\s+/', (string) getenv('WEBHOOK_API_KEYS'), -1, PREG_SPLIT_NO_EMPTY);
const STANDARD = '{{signatures}}' === 'STANDARD'; // how the webhook was registered: HEX or STANDARD
const TOLERANCE = 5 * 60; // seconds
const MAX_BODY = 1024 * 1024;

function header_of(string $name): string {
    return $_SERVER['HTTP_' . strtoupper(strtr($name, '-', '_'))] ?? '';
}

function genuine(array $keys, string $rawBody): bool {
    return STANDARD ? genuine_standard($keys, $rawBody) : genuine_hex($keys, $rawBody);
}

function genuine_hex(array $keys, string $rawBody): bool {
    $found = false;
    foreach ($keys as $key) { // hash_equals takes a time that does not tell how much of it agrees
        $found = hash_equals(hash_hmac('sha256', $rawBody, $key), header_of('X-{{brand}}-Signature')) || $found;
    }
    return $found;
}

function genuine_standard(array $keys, string $rawBody): bool {
    [$id, $time] = [header_of('webhook-id'), header_of('webhook-timestamp')];
    if ($id === '' || !preg_match('/^[0-9]{1,12}$/D', $time) || abs(time() - (int) $time) > TOLERANCE) {
        return false;
    }
    $found = false;
    foreach ($keys as $key) {
        $secret = base64_decode(substr($key, strlen('whsec_')));
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$rawBody", $secret, true));
        foreach (array_slice(explode(' ', header_of('webhook-signature')), 0, 16) as $sent) {
            $found = hash_equals($expected, $sent) || $found;
        }
    }
    return $found;
}

function is_first(string $delivery): bool {
    // In earnest a table with a unique column, written in the transaction that does the work.
    $folder = getenv('WEBHOOK_SEEN') ?: sys_get_temp_dir() . '/webhooks-seen';
    is_dir($folder) || @mkdir($folder, 0700, true);
    return @fopen($folder . '/' . hash('sha256', $delivery), 'x') !== false;
}

function answer(array $keys, string $rawBody): array {
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return [405, null];
    }
    if (strlen($rawBody) > MAX_BODY) {
        return [413, null];
    }
    if ($keys !== [] && !genuine($keys, $rawBody)) {
        return [401, null];
    }
    $body = json_decode($rawBody, true);
    if (!is_array($body) || !is_string($body['event'] ?? null)) {
        return [400, null];
    }
    // What the body says, and no header: the body is what is signed.
    if ($body['event'] === 'webhook.verify') {
        return [200, json_encode(['verifyToken' => $body['verifyToken'] ?? null])];
    }
    if ($keys === []) {
        return [503, null]; // kept and sent again; see the Retry-After below
    }
    $delivery = header_of(STANDARD ? 'webhook-id' : 'X-{{brand}}-Delivery');
    if ($delivery === '' || is_first($delivery)) {
        error_log("handle {$body['event']} $delivery"); // put it into a queue here, and work after the answer
    }
    return [200, null];
}

// The body before any parsing, and no more of it than will be looked at.
$rawBody = (string) file_get_contents('php://input', false, null, 0, MAX_BODY + 1);
[$status, $json] = answer($keys, $rawBody);
http_response_code($status);
if ($status === 503) {
    header('Retry-After: 60');
}
if ($json !== null) {
    header('Content-Type: application/json');
    echo $json;
}
