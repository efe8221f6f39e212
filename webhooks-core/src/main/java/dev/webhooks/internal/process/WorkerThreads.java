package dev.webhooks.internal.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Starts a thread for each task: a virtual one where the JDK has them (21 and later), so that
 * thousands may wait for their endpoints, else a platform thread. Thread safe.
 */
public final class WorkerThreads implements Executor {
  private final ThreadFactory factory;

  /**
   * @param name what the threads' names begin with
   */
  public WorkerThreads(String name) {
    this.factory = factory(name);
  }

  @Override
  public void execute(Runnable task) {
    factory.newThread(task).start();
  }

  /** Looked for by name: this library runs on Java 17 as well. */
  private static ThreadFactory factory(String name) {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder");
      Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Object virtual =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual)).invoke();
      Object named =
          lookup
              .findVirtual(
                  builder, "name", MethodType.methodType(builder, String.class, long.class))
              .invoke(virtual, name + "-", 1L);
      return (ThreadFactory)
          lookup
              .findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
              .invoke(named);
    } catch (ReflectiveOperationException e) {
      return new NamedThreads(name);
    } catch (Throwable e) {
      throw new IllegalStateException("this JDK refuses to make virtual threads", e);
    }
  }
}
