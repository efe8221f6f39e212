package dev.webhooks;

import dev.webhooks.spi.Store;
import dev.webhooks.testing.memory.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** The in-memory store behind a line that a test can cut. */
interface FaultyStore extends Store {

  /** Told of every call before it is made; may throw instead. */
  interface Line {
    void before(String method, Object @Nullable [] arguments);

    /** May exchange the answer. */
    default Object after(String method, Object answer) {
      return answer;
    }
  }

  static FaultyStore of(InMemoryStore store, Line line) {
    return (FaultyStore)
        Proxy.newProxyInstance(
            FaultyStore.class.getClassLoader(),
            new Class<?>[] {FaultyStore.class},
            (proxy, method, arguments) -> {
              line.before(method.getName(), arguments);
              try {
                return line.after(method.getName(), method.invoke(store, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
