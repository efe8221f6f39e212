package dev.webhooks.examples.receivers;

import static dev.webhooks.signing.StandardSigner.ID_HEADER;
import static dev.webhooks.signing.StandardSigner.SIGNATURE_HEADER;
import static dev.webhooks.signing.StandardSigner.TIMESTAMP_HEADER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.webhooks.signing.ApiKey;
import dev.webhooks.signing.SigningKey;
import dev.webhooks.signing.WebhookSigner;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Thirty requests that the key has not signed, or not now, by what is wrong with each: eighteen of
 * one scheme, and twelve of the other. None carries a signature of the scheme that it does not
 * forge.
 */
final class Forgeries {
  private static final String JSON =
      "{\"event\":\"message.sent\",\"timestamp\":\"2026-05-13T19:24:02.310Z\",\"data\":{\"text\":\"Yes!\"}}";
  private static final String QUESTION =
      "{\"event\":\"webhook.verify\",\"verifyToken\":\"abc123\",\"timestamp\":\"2026-05-13T19:24:00.000Z\"}";
  private static final HexFormat HEX = HexFormat.of();

  private final ApiKey key;
  private final Instant now;
  private final Map<String, Post> all = new LinkedHashMap<>();

  private Forgeries(ApiKey key, Instant now) {
    this.key = key;
    this.now = now;
  }

  static Map<String, Post> of(ApiKey key, Instant now) throws Exception {
    Forgeries forgeries = new Forgeries(key, now);
    forgeries.addHex();
    forgeries.addStandard();
    return forgeries.all;
  }

  private void addHex() throws Exception {
    byte[] body = JSON.getBytes(UTF_8);
    String good = WebhookSigner.of(key.signingKey()).sign(body);
    hex("no signature", (post, sent) -> post.without(Post.SIGNATURE));
    hex("an empty one", (post, sent) -> post.with(Post.SIGNATURE, ""));
    hex("upper case", upper(good));
    hex("a prefix", "sha256=" + good);
    hex("one digit less", good.substring(0, 63));
    hex("half of it", good.substring(0, 32));
    hex("one digit more", good + "0");
    hex("twice", good + ", " + good);
    hex("another last digit", good.substring(0, 63) + (good.endsWith("0") ? "1" : "0"));
    hex("nothing but zeros", "0".repeat(64));
    hex("base64", Base64.getEncoder().encodeToString(HEX.parseHex(good)));
    hex("another key", WebhookSigner.of(newKey().signingKey()).sign(body));
    hex("an empty key", WebhookSigner.of(SigningKey.of(new byte[1])).sign(body)); // HMAC pads it so
    hex("the key's decoded bytes", WebhookSigner.of(key.standardSigningKey()).sign(body));
    hex("a plain hash", HEX.formatHex(sha256((key.reveal() + JSON).getBytes(UTF_8))));
    hex("another body", (post, sent) -> post.withBody(JSON.replace("Yes", "yes")));
    hex("a space behind the body", (post, sent) -> post.withBody(JSON + " "));
    hex(
        "a question that nobody signed",
        (post, sent) ->
            post.with(Post.EVENT, "webhook.verify").without(Post.SIGNATURE).withBody(QUESTION));
  }

  private static String upper(String hex) {
    return hex.chars().anyMatch(Character::isLetter) ? hex.toUpperCase(Locale.ROOT) : hex + "A";
  }

  private void hex(String what, String signature) {
    hex(what, (post, sent) -> post.with(Post.SIGNATURE, signature));
  }

  private void hex(String what, BiFunction<Post, String, Post> forge) {
    Post genuine = genuine(now).without(ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER);
    all.put("hex: " + what, forge.apply(genuine, genuine.header(Post.SIGNATURE)));
  }

  private void addStandard() {
    standard("another id", now, (post, sent) -> post.with(ID_HEADER, "dlv_other"));
    standard(
        "another time",
        now,
        (post, sent) -> post.with(TIMESTAMP_HEADER, Long.toString(now.getEpochSecond() + 1)));
    standard("too old", now.minusSeconds(400), (post, sent) -> post);
    standard("too early", now.plusSeconds(400), (post, sent) -> post);
    standard("no id", now, (post, sent) -> post.without(ID_HEADER));
    standard("no time", now, (post, sent) -> post.without(TIMESTAMP_HEADER));
    standard(
        "a time that is no number",
        now,
        (post, sent) -> post.with(TIMESTAMP_HEADER, "+" + now.getEpochSecond()));
    standard(
        "another version",
        now,
        (post, sent) -> post.with(SIGNATURE_HEADER, sent.replace("v1,", "v2,")));
    standard(
        "no version", now, (post, sent) -> post.with(SIGNATURE_HEADER, sent.replace("v1,", "")));
    standard("cut", now, (post, sent) -> post.with(SIGNATURE_HEADER, sent.substring(0, 20)));
    standard("another body", now, (post, sent) -> post.withBody(JSON.replace("Yes", "yes")));
    standard(
        "the key's characters instead of its bytes",
        now,
        (post, sent) -> post.with(SIGNATURE_HEADER, "v1," + withAllCharacters(post)));
  }

  private String withAllCharacters(Post post) {
    String signed = post.header(ID_HEADER) + "." + post.header(TIMESTAMP_HEADER) + "." + JSON;
    byte[] mac =
        HEX.parseHex(
            WebhookSigner.of(SigningKey.of(key.reveal().getBytes(US_ASCII)))
                .sign(signed.getBytes(UTF_8)));
    return Base64.getEncoder().encodeToString(mac);
  }

  private void standard(String what, Instant at, BiFunction<Post, String, Post> forge) {
    Post genuine = genuine(at).without(Post.SIGNATURE);
    all.put("standard: " + what, forge.apply(genuine, genuine.header(SIGNATURE_HEADER)));
  }

  private Post genuine(Instant at) {
    return Post.signed("message.sent", "dlv_forged", JSON, at, key);
  }

  private static ApiKey newKey() {
    return ApiKey.generate(new SecureRandom());
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
