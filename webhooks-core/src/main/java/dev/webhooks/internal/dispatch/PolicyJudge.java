package dev.webhooks.internal.dispatch;

import dev.webhooks.internal.log.LineLimit;
import dev.webhooks.internal.log.LogReason;
import dev.webhooks.internal.log.SafeLog;
import dev.webhooks.model.HealthObservation;
import dev.webhooks.model.WebhookHealth;
import dev.webhooks.policy.HealthPolicy;
import dev.webhooks.spi.HealthJudge;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the host's policy; one that fails, in whatever way, or answers what no store can keep,
 * leaves what is remembered as it is.
 */
final class PolicyJudge implements HealthJudge {
  private static final Logger log = LoggerFactory.getLogger(PolicyJudge.class);

  private final HealthPolicy policy;
  private final LineLimit lines;

  PolicyJudge(HealthPolicy policy, LongSupplier nanoClock) {
    this.policy = policy;
    this.lines = new LineLimit(nanoClock);
  }

  @Override
  public WebhookHealth judge(WebhookHealth before, HealthObservation seen) {
    try {
      WebhookHealth after =
          Objects.requireNonNull(policy.after(before, seen), "the policy's answer");
      String flaw = after.equals(before) ? null : HealthBounds.flaw(after);
      if (flaw == null) {
        return after;
      }
      tell(flaw);
    } catch (RuntimeException | Error e) {
      tell(LogReason.of(e));
      SafeLog.line(() -> log.debug("The health policy failed", e));
    }
    return before;
  }

  private void tell(String reason) {
    if (lines.admits()) {
      SafeLog.line(
          () ->
              log.error(
                  "The health policy failed, so a webhook's health stays as it is: {}{}",
                  reason,
                  lines.leftOut()));
    }
  }
}
