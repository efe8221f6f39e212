package com.acme;

import dev.webhooks.signing.SignatureVerifier;

/** What a receiver does with a request. */
public final class Hooks {
  private final SignatureVerifier verifier;

  public Hooks(String apiKey) {
    this.verifier = SignatureVerifier.ofApiKeys(apiKey);
  }

  /** Throws where the signature is not right. */
  public void receive(byte[] body, String signature) {
    verifier.requireValid(body, signature);
  }
}
