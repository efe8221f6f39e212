package dev.webhooks.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.jdbc.host.ModularHost;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host on the module path, where a module hides the resources in its packages: ours are still
 * found, by Flyway and by the store. Everything is a module there but the host's main class.
 */
class ModulePathTest {
  @TempDir Path folder;

  @Test
  void flywayFindsTheScriptsInTheModulesJar() throws Exception {
    Path module = module();
    Path jar = Files.isDirectory(module) ? jarOf(module) : module;
    List<String> modules = new ArrayList<>(List.of(jar.toString()));
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith("test-classes")) {
        classPath.add(entry);
      } else if (!Path.of(entry).equals(module) && isOnModulePath(entry)) {
        modules.add(entry);
      }
    }
    Process host =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--module-path",
                String.join(File.pathSeparator, modules),
                "--add-modules",
                "dev.webhooks.jdbc,com.h2database,flyway.core,org.slf4j",
                "-cp",
                String.join(File.pathSeparator, classPath),
                ModularHost.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("host.log").toFile())
            .start();

    assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("host.log"), UTF_8))
        .contains("in module dev.webhooks.jdbc", "ran " + Migrations.FILES.size(), "usable");
    assertThat(host.exitValue()).isZero();
  }

  /**
   * What the three need at run time; the rest of the tests' class path stays behind. The other
   * modules of this build are folders or jars, as far as the build has come.
   */
  private static boolean isOnModulePath(String entry) {
    String file = Path.of(entry).getFileName().toString().toLowerCase(Locale.ROOT);
    boolean ours =
        Path.of(entry).endsWith("classes")
            ? !Path.of(entry).endsWith(Path.of("webhooks-testing", "target", "classes"))
            : file.startsWith("webhooks-") && !file.startsWith("webhooks-testing");
    return ours
        || Stream.of(
                "okhttp",
                "okio",
                "kotlin-stdlib",
                "jackson",
                "caffeine",
                "slf4j-api",
                "jspecify",
                "error_prone_annotations",
                "h2-",
                "flyway-core")
            .anyMatch(file::startsWith);
  }

  /** The jar, or the folder of what goes into it, as far as the build has come. */
  private static Path module() throws Exception {
    return Path.of(JdbcStore.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** With an entry for each folder, as Maven's jars have it. */
  private Path jarOf(Path classes) throws IOException {
    Path jar = folder.resolve("webhooks-jdbc-store.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> paths = Files.walk(classes)) {
      for (Path path : paths.filter(path -> !path.equals(classes)).toList()) {
        String name = classes.relativize(path).toString().replace(File.separatorChar, '/');
        out.putNextEntry(new JarEntry(Files.isDirectory(path) ? name + "/" : name));
        if (Files.isRegularFile(path)) {
          Files.copy(path, out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }
}
