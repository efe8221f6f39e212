package dev.webhooks.spring.boot;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leaves the library's default where a property is not set. */
final class IfSet {
  private IfSet() {}

  static <T> void apply(@Nullable T property, Consumer<? super T> setting) {
    if (property != null) {
      setting.accept(property);
    }
  }
}
