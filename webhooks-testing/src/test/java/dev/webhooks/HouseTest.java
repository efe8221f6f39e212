package dev.webhooks;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Which package may import which. A package that is missing here has no place yet, and an import
 * that is missing here is a decision to be made first (docs/decisions/0024).
 */
class HouseTest {
  private static final String FACE = "dev.webhooks";

  /** By package, without {@code dev.webhooks}; each may import itself, and what is named. */
  private static final Map<String, Set<String>> HOUSE =
      Map.ofEntries(
          Map.entry(".signing", Set.of()),
          Map.entry(".model", Set.of(".signing")),
          Map.entry(".spi", Set.of(".model")),
          Map.entry(".testing.memory", Set.of(".spi", ".model")),
          Map.entry(".testing.contract", Set.of(".spi", ".model")),
          Map.entry(
              ".testing",
              above("", ".signing", ".internal.http", ".internal.dispatch", ".testing.memory")),
          Map.entry(".internal.guard", Set.of(".model")),
          Map.entry(".internal.json", Set.of(".model")),
          Map.entry(".internal.log", Set.of(".model")),
          Map.entry(".internal.process", Set.of(".model")),
          Map.entry(".internal.redact", Set.of(".model")),
          Map.entry(".policy", Set.of(".spi", ".model", ".internal.guard")),
          Map.entry(".observe", Set.of(".policy", ".model")),
          Map.entry(".internal.observe", above(".observe", ".internal.http", ".internal.log")),
          Map.entry(
              ".internal.publish", above(".internal.json", ".internal.process", ".internal.wire")),
          Map.entry(".internal.http", above(".internal.guard", ".internal.process")),
          Map.entry(".internal.secrets", above(".signing", ".internal.redact", ".internal.log")),
          Map.entry(".internal.wire", above(".signing", ".internal.http", ".internal.secrets")),
          Map.entry(
              ".internal.registry",
              above(
                  ".internal.guard",
                  ".internal.http",
                  ".internal.json",
                  ".internal.log",
                  ".internal.secrets",
                  ".internal.wire")),
          Map.entry(
              ".internal.dispatch",
              above(
                  ".observe",
                  ".internal.http",
                  ".internal.log",
                  ".internal.observe",
                  ".internal.process",
                  ".internal.secrets",
                  ".internal.wire")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar")) // core's fixtures
          .importPackages(FACE);

  private static Set<String> above(String... rooms) {
    Set<String> all = new TreeSet<>(Set.of(rooms));
    all.addAll(Set.of(".policy", ".spi", ".model"));
    return all;
  }

  @Test
  void everyPackageImportsOnlyWhatItMay() {
    Set<String> refused =
        CLASSES.stream()
            .filter(type -> !type.getPackageName().equals(FACE))
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(HouseTest::isRefused)
            .map(Dependency::getDescription)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(refused).isEmpty();
  }

  @Test
  void theFaceIsAFewPublicClassesAndWhatPutsThemTogether() {
    assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(FACE)))
        .filteredOn(type -> !type.isNestedClass() && !type.getSimpleName().equals("package-info"))
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder(
            "Parts",
            "Webhooks",
            "WebhookRegistry",
            "EventPublisher",
            "Dispatcher",
            "DeliveryLog",
            "WebhookStats");
  }

  @Test
  void noCircleRunsThroughThePackages() {
    slices().matching("dev.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  private static boolean isRefused(Dependency dependency) {
    String from = place(dependency.getOriginClass());
    String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
    return to.startsWith(FACE)
        && !from.equals(place(dependency.getTargetClass().getBaseComponentType()))
        && !HOUSE.getOrDefault(from, Set.of()).contains(to.substring(FACE.length()));
  }

  private static String place(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(FACE) ? name.substring(FACE.length()) : name;
  }
}
