package dev.webhooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that forgets to join its transaction hears of it from its compiler. */
class ForgottenConnectionTest {
  @Test
  void publishingWithinTheCallersTransactionCompiles() {
    assertThat(errors("JdbcStore store", "store.on(connection)")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JdbcStore store",
        "dev.webhooks.spi.Store store",
        "dev.webhooks.spi.DeliveryStore store",
        "dev.webhooks.spi.Outbox store"
      })
  void forgettingTheConnectionDoesNotCompile(String parameter) {
    assertThat(errors(parameter, "store"))
        .singleElement()
        .asString()
        .contains("cannot be converted to dev.webhooks.spi.TransactionOutbox");
  }

  private static List<String> errors(String parameter, String transaction) {
    String host =
        String.format(
            Locale.ROOT,
            """
        package dev.webhooks.jdbc;
        class Host {
          void publish(dev.webhooks.EventPublisher publisher, %s, java.sql.Connection connection) {
            publisher.within(%s);
          }
        }
        """,
            parameter,
            transaction);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-implicit:none",
            "-d",
            "target/host",
            "-cp",
            System.getProperty("java.class.path"));
    compiler.getTask(null, null, diagnostics, options, null, List.of(source(host))).call();
    return diagnostics.getDiagnostics().stream()
        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT))
        .collect(Collectors.toList());
  }

  private static JavaFileObject source(String text) {
    return new SimpleJavaFileObject(URI.create("memory:///Host.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
