package dev.webhooks.jdbc.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantee B: tenants don't fill the heap with their filters. */
@Tag("soak")
@Timeout(300)
@Order(1)
class ManyTenantsTest {
  @TempDir Path folder;

  @Test
  void manyTenantsWithTheWidestFiltersPublishInASmallHeap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dnode.log=" + folder.resolve("tenants.log"),
                "-Dlogback.configurationFile=dev/webhooks/jdbc/nodes/logback-node.xml",
                ManyTenants.class.getName(),
                "jdbc:h2:file:" + folder.resolve("tenants"))
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("deliveries " + ManyTenants.TENANTS * ManyTenants.EVENTS_EACH);
  }
}
