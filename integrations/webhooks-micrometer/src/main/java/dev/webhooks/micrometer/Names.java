package dev.webhooks.micrometer;

import dev.webhooks.observe.AttemptEnd;
import dev.webhooks.policy.FailureKind;
import java.util.Locale;

/** What meters, observations and their tags are called, and the few values that tags have. */
final class Names {
  static final String PUBLISH = "webhooks.publish";
  static final String ATTEMPT = "webhooks.attempt";

  static final String OUTCOME = "outcome";
  static final String RETRY = "retry";
  static final String TRANSACTION = "transaction";

  static final String STORED = "stored";
  static final String FAILED = "failed";

  /** Of an attempt that has begun, and of one that came to nothing, for reasons of ours. */
  static final String UNKNOWN = "unknown";

  static final String ABANDONED = "abandoned";

  private Names() {}

  static String transaction(boolean joined) {
    return joined ? "joined" : "own";
  }

  /** What came of an attempt, of nine values. */
  static String outcome(AttemptEnd end) {
    FailureKind failure = end.failure();
    if (failure == null) {
      return "acknowledged";
    }
    return switch (failure) {
      case PROTOCOL -> word(FailureKind.CONNECTION);
      default -> word(failure);
    };
  }

  /** An enum's constant as tags have it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
