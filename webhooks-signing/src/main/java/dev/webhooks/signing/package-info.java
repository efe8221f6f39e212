/**
 * Signs and verifies webhooks: lower-case hex of HMAC-SHA256 over the exact bytes of the body.
 *
 * <p>A receiver needs three lines. The body is what arrived, byte for byte: parse it afterwards.
 *
 * <pre>{@code
 * SignatureVerifier verifier = SignatureVerifier.ofApiKeys(apiKey); // once, at start-up
 * boolean genuine = verifier.verify(body, request.getHeader("X-Webhook-Signature")).isValid();
 * if (!genuine) response.setStatus(401);
 * }</pre>
 *
 * <p>Nothing is null unless it says {@link org.jspecify.annotations.Nullable}. Every type is
 * immutable and safe for use by many threads.
 */
@NullMarked
package dev.webhooks.signing;

import org.jspecify.annotations.NullMarked;
