package dev.webhooks.internal.observe;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.webhooks.model.Attempt;
import dev.webhooks.model.DeliveryState;
import dev.webhooks.observe.DeliveryEnd;
import dev.webhooks.observe.DeliveryEnd.Reason;
import dev.webhooks.spi.Completion;
import dev.webhooks.spi.CompletionResult;
import dev.webhooks.spi.Store;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store whose every call is timed, and whose claims and completions are told of. A proxy, so that
 * no method of a store is forgotten here.
 *
 * <p>Thread safe.
 */
public final class ObservedStore implements InvocationHandler {
  /** How many completions are remembered of which it is not known whether they were stored. */
  private static final int MOST_UNCERTAIN = 10_000;

  /** Longer than any lease: nobody tries to store them after that. */
  private static final Duration UNCERTAIN_FOR = Duration.ofHours(2);

  private final Store store;
  private final Observers observers;

  /**
   * Completions of calls that failed: the reply to a commit may have been lost. When they come
   * again and are not accepted, that says nothing.
   */
  private final Cache<String, Boolean> uncertain =
      Caffeine.newBuilder()
          .maximumSize(MOST_UNCERTAIN)
          .expireAfterWrite(UNCERTAIN_FOR)
          .executor(Runnable::run)
          .build();

  private ObservedStore(Store store, Observers observers) {
    this.store = store;
    this.observers = observers;
  }

  /** The store itself, if there is nobody to be told. */
  public static Store of(Store store, Observers observers) {
    return observers.areNone()
        ? store
        : (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                new ObservedStore(store, observers));
  }

  // NullAway can't read a type annotation of an array out of a class file.
  @SuppressWarnings("NullAway")
  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return called(method, given);
    }
    long begun = System.nanoTime();
    Object answer;
    try {
      answer = called(method, given);
    } catch (Throwable e) {
      observers.storeCalled(method.getName(), false, since(begun));
      if (given != null && given.length > 0 && isOfCompletions(method)) {
        completions(given).forEach(one -> uncertain.put(one.deliveryId(), true));
      }
      throw e;
    }
    Duration took = since(begun);
    observers.storeCalled(method.getName(), true, took);
    if (answer instanceof CompletionResult completed) {
      completed(completions(given), completed, took);
    } else if (method.getName().equals("claim") && answer instanceof List<?> claims) {
      claimed(claims, took);
    } else if (method.getName().equals("dropWaiting") && answer instanceof Integer dropped) {
      dropped(dropped);
    }
    return answer;
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private @Nullable Object called(Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    try {
      return method.invoke(store, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isOfCompletions(Method method) {
    return method.getName().equals("complete");
  }

  @SuppressWarnings("unchecked")
  private static Collection<Completion> completions(@Nullable Object[] given) {
    return (Collection<Completion>) given[0];
  }

  private void claimed(List<?> claims, Duration took) {
    if (!claims.isEmpty()) {
      observers.claimed(claims.size(), took);
    }
  }

  private void dropped(int deliveries) {
    for (int i = 0; i < deliveries; i++) {
      observers.ended(new DeliveryEnd(DeliveryState.CANCELLED, Reason.DROPPED));
    }
  }

  private void completed(
      Collection<Completion> completions, CompletionResult completed, Duration took) {
    observers.stored(completions.size(), took);
    int fenced = 0;
    for (Completion one : completions) {
      boolean accepted = completed.accepted().contains(one.deliveryId());
      boolean wasUncertain = uncertain.getIfPresent(one.deliveryId()) != null;
      if (wasUncertain) {
        uncertain.invalidate(one.deliveryId());
      }
      if (accepted && one.state().isFinal()) {
        observers.ended(new DeliveryEnd(one.state(), reason(one)));
      } else if (!accepted && one.attempt() != null && !wasUncertain) {
        fenced++;
      }
    }
    if (fenced > 0) {
      observers.fenced(fenced);
    }
  }

  private static Reason reason(Completion completion) {
    Attempt attempt = completion.attempt();
    return switch (completion.state()) {
      case DELIVERED -> Reason.ACKNOWLEDGED;
      case CANCELLED -> Reason.WEBHOOK_GONE;
      default ->
          attempt == null
              ? Reason.UNSENDABLE
              : attempt.httpStatus() == null ? Reason.NO_ANSWER : Reason.STATUS;
    };
  }
}
