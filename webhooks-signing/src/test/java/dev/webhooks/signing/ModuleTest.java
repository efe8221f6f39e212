package dev.webhooks.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a receiving team takes on with this module: Java 11, and nothing else. */
class ModuleTest {
  private static final int JAVA_11 = 55;

  @Test
  void everyClassRunsOnJava11() throws Exception {
    try (ModuleReader files = module().open()) {
      List<String> classes = files.list().filter(name -> name.endsWith(".class")).toList();
      assertThat(classes).isNotEmpty();
      for (String name : classes) {
        try (DataInputStream in = new DataInputStream(files.open(name).orElseThrow())) {
          in.skipNBytes(6); // the magic number and the minor version
          assertThat(in.readUnsignedShort()).as(name).isEqualTo(JAVA_11);
        }
      }
    }
  }

  @Test
  void theModuleNeedsTheJdkAloneAndExportsOnePackage() throws Exception {
    ModuleDescriptor module = module().descriptor();

    assertThat(module.requires())
        .filteredOn(needed -> !needed.modifiers().contains(Requires.Modifier.STATIC))
        .extracting(Requires::name)
        .containsExactly("java.base");
    assertThat(module.exports())
        .extracting(Exports::source)
        .containsExactly("dev.webhooks.signing");
  }

  /** From its jar, or from the folder that becomes one. */
  private static ModuleReference module() throws Exception {
    Path root =
        Path.of(SigningKey.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return ModuleFinder.of(root).find("dev.webhooks.signing").orElseThrow();
  }
}
