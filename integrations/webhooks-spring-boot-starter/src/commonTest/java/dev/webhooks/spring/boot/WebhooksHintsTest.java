package dev.webhooks.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.JdbcStore;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** A native image has what the library looks up by name. */
class WebhooksHintsTest {
  private static final String FOLDER = "dev/webhooks/jdbc-migrations/";

  private final RuntimeHints hints = new RuntimeHints();

  WebhooksHintsTest() {
    new WebhooksHints().registerHints(hints, JdbcStore.class.getClassLoader());
  }

  @Test
  void eachMigrationIsKept() throws IOException {
    Resource[] scripts =
        new PathMatchingResourcePatternResolver().getResources("classpath*:" + FOLDER + "*/*.sql");
    assertThat(scripts).hasSizeGreaterThanOrEqualTo(18);
    assertThat(scripts)
        .allSatisfy(
            script -> {
              String path = URI.create(script.getURL().toString().replace("jar:", "")).toString();
              String name = path.substring(path.indexOf(FOLDER));
              assertThat(RuntimeHintsPredicates.resource().forResource(name)).accepts(hints);
            });
  }

  @Test
  void whatIsCalledByReflectionIsKept() {
    for (String type : List.of("java.lang.Thread", "java.lang.Thread$Builder")) {
      assertThat(RuntimeHintsPredicates.reflection().onType(TypeReference.of(type))).accepts(hints);
    }
  }
}
