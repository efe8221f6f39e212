/**
 * Signs and verifies webhooks, in two ways.
 *
 * <p>A receiver needs two lines. The body is what arrived, byte for byte: parse it afterwards.
 *
 * <p>One header, the lower-case hex of HMAC-SHA256 over the body ({@link
 * dev.webhooks.signing.WebhookSigner}, {@link dev.webhooks.signing.SignatureVerifier}):
 *
 * <pre>{@code
 * SignatureVerifier verifier = SignatureVerifier.ofApiKeys(apiKey); // once, at start-up
 * verifier.requireValid(body, request.getHeader("X-Webhook-Signature")); // throws: answer 401
 * }</pre>
 *
 * <p><a href="https://www.standardwebhooks.com">Standard Webhooks</a>, of any sender, which sign
 * the id and the time too ({@link dev.webhooks.signing.StandardSigner}, {@link
 * dev.webhooks.signing.StandardVerifier}):
 *
 * <pre>{@code
 * StandardVerifier verifier = StandardVerifier.of(secret); // once, at start-up: whsec_… or whpk_…
 * verifier.requireValid(body, request::getHeader); // throws: answer 401
 * }</pre>
 *
 * <p>A sender asks first whether a URL wants its events, when there is no key yet: {@link
 * dev.webhooks.signing.Handshake} answers.
 *
 * <p>Nothing is null unless it says {@link org.jspecify.annotations.Nullable}. Unless it says
 * otherwise, a type is immutable and safe for use by many threads.
 */
@NullMarked
package dev.webhooks.signing;

import org.jspecify.annotations.NullMarked;
