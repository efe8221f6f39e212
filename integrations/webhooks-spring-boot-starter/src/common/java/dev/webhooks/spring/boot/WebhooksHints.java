package dev.webhooks.spring.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

/**
 * What a native image has to keep that no class names: scripts, and what is called by reflection.
 */
final class WebhooksHints implements RuntimeHintsRegistrar {
  private static final List<String> DATABASES = List.of("postgresql", "mariadb", "h2");

  /** By which virtual threads are made on a JDK that has them. */
  private static final List<String> THREADS =
      List.of("java.lang.Thread", "java.lang.Thread$Builder", "java.lang.Thread$Builder$OfVirtual");

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    for (String database : DATABASES) {
      hints.resources().registerPattern("dev/webhooks/jdbc-migrations/" + database + "/*");
    }
    for (String type : THREADS) {
      hints.reflection().registerType(TypeReference.of(type), MemberCategory.INVOKE_PUBLIC_METHODS);
    }
    hints
        .reflection()
        .registerTypeIfPresent(
            classLoader, "org.postgresql.PGConnection", MemberCategory.INVOKE_PUBLIC_METHODS);
  }
}
