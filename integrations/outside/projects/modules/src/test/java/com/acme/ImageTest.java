package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our modules on the module path of a runtime that has of the JDK what they need. */
class ImageTest {
  private static final String JDK =
      "java.base,java.sql,java.naming,java.management,java.logging,jdk.crypto.ec,jdk.httpserver,jdk.unsupported";

  @TempDir Path folder;

  @Test
  void anEventArrives() throws Exception {
    Path image = folder.resolve("image");
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
    assertEquals(
        0,
        jlink.run(
            System.out, System.err, "--add-modules", JDK, "--output", image.toString()));
    Process process =
        new ProcessBuilder(
                image.resolve("bin/java").toString(),
                "-p",
                Path.of("target", "classes") + File.pathSeparator + Path.of("target", "modules"),
                "-m",
                "com.acme/com.acme.Plain")
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertTrue(output.contains("arrived: "), output);
  }
}
