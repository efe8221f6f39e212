package dev.webhooks.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a receiving team takes on with this module: Java 11, and nothing else. */
class ModuleTest {
  private static final int JAVA_11 = 55;

  @Test
  void everyClassRunsOnJava11() throws Exception {
    for (Path classFile : classFiles()) {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(classFile))) {
        in.skipNBytes(6); // the magic number and the minor version
        assertThat(in.readUnsignedShort()).as("%s", classFile).isEqualTo(JAVA_11);
      }
    }
  }

  private static List<Path> classFiles() throws Exception {
    try (Stream<Path> files = Files.walk(root())) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertThat(classes).isNotEmpty();
      return classes;
    }
  }

  private static Path root() throws Exception {
    return Path.of(SigningKey.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void theModuleNeedsTheJdkAloneAndExportsOnePackage() throws Exception {
    try (InputStream in = Files.newInputStream(root().resolve("module-info.class"))) {
      ModuleDescriptor module = ModuleDescriptor.read(in);

      assertThat(module.name()).isEqualTo("dev.webhooks.signing");
      assertThat(module.requires())
          .filteredOn(needed -> !needed.modifiers().contains(Requires.Modifier.STATIC))
          .extracting(Requires::name)
          .containsExactly("java.base");
      assertThat(module.exports())
          .extracting(Exports::source)
          .containsExactly("dev.webhooks.signing");
    }
  }
}
