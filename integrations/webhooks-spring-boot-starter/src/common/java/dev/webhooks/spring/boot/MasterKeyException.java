package dev.webhooks.spring.boot;

/** The master key that protects signing secrets is missing, or can't be used. Names no key. */
final class MasterKeyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MasterKeyException(String message) {
    super(message);
  }
}
