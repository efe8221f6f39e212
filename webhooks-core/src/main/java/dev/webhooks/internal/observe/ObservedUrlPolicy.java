package dev.webhooks.internal.observe;

import dev.webhooks.model.InvalidInputException;
import dev.webhooks.observe.GuardStage;
import dev.webhooks.policy.UrlPolicy;
import java.net.InetAddress;

/** Tells of URLs that were refused as their text says, when somebody wanted to register them. */
public final class ObservedUrlPolicy implements UrlPolicy {
  private final UrlPolicy policy;
  private final Observers observers;

  private ObservedUrlPolicy(UrlPolicy policy, Observers observers) {
    this.policy = policy;
    this.observers = observers;
  }

  /** The policy itself, if there is nobody to be told. */
  public static UrlPolicy of(UrlPolicy policy, Observers observers) {
    return observers.areNone() ? policy : new ObservedUrlPolicy(policy, observers);
  }

  @Override
  public void check(String url) {
    try {
      policy.check(url);
    } catch (InvalidInputException e) {
      observers.refused(GuardStage.REGISTRATION);
      throw e;
    }
  }

  @Override
  public boolean allows(InetAddress address) {
    return policy.allows(address);
  }
}
