package dev.webhooks.spring;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oldest Spring that will do. */
class SavepointCallbacksTest {
  private static final String SYNCHRONIZATION =
      "org.springframework.transaction.support.TransactionSynchronization";

  @TempDir private Path folder;

  @Test
  void theSpringOfToday() {
    assertThatCode(SavepointCallbacks::require).doesNotThrowAnyException();
  }

  /** Asks, in whichever class loader it is. */
  public static final class Asking implements Runnable {
    @Override
    public void run() {
      SavepointCallbacks.require();
    }
  }

  @Test
  void oneThatDoesNotTellOfSavepointsIsRefused() throws Exception {
    Class<?> onOldSpring =
        Class.forName(Asking.class.getName(), true, new OldSpring(oldSynchronization()));
    Runnable asking = (Runnable) onOldSpring.getConstructor().newInstance();

    assertThatThrownBy(asking::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs Spring Framework 6.2 or later");
  }

  /** As it was before 6.2, as far as that matters here. */
  private byte[] oldSynchronization() throws IOException {
    Path source = folder.resolve("TransactionSynchronization.java");
    Files.writeString(
        source,
        "package org.springframework.transaction.support;"
            + " public interface TransactionSynchronization { default void flush() {} }");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), source.toString());
    if (failed != 0) {
      throw new IllegalStateException("the old interface does not compile");
    }
    return Files.readAllBytes(folder.resolve(SYNCHRONIZATION.replace('.', '/') + ".class"));
  }

  /** Has our classes once more, beside that old interface. */
  private static final class OldSpring extends ClassLoader {
    private final Map<String, byte[]> ours;

    OldSpring(byte[] synchronization) throws IOException {
      super(SavepointCallbacks.class.getClassLoader());
      String checked = SavepointCallbacks.class.getName();
      String asking = Asking.class.getName();
      this.ours =
          Map.of(
              SYNCHRONIZATION,
              synchronization,
              asking,
              bytes(asking),
              checked,
              bytes(checked),
              checked + "$1",
              bytes(checked + "$1"));
    }

    private static byte[] bytes(String name) throws IOException {
      try (InputStream in =
          SavepointCallbacks.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
        return Objects.requireNonNull(in).readAllBytes();
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      byte[] bytes = ours.get(name);
      if (bytes == null) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? defineClass(name, bytes, 0, bytes.length) : known;
    }
  }
}
