package dev.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Guarantee B: no regular expression reads strangers' text in a way that its stack or its time
 * grows with that text. Java's need a stack frame for every round of a group, and may try what is
 * left in every way there is; so each class that uses one is listed here, with what bounds it.
 */
class RegularExpressionsTest {
  private static final Map<String, String> USES =
      Map.ofEntries(
          Map.entry("model.Cursor", "each part is bounded, and there are two"),
          Map.entry("policy.AesGcmCipher", "the host's own ids of keys, 32 characters"),
          Map.entry("policy.EventCatalog", "a group that repeats, in 100 characters at most"),
          Map.entry("internal.guard.AddressRange", "the host's own settings, three digits"),
          Map.entry("internal.guard.AsciiName", "splits at one character, without an expression"),
          Map.entry(
              "internal.guard.HostSyntax", "characters repeat and groups don't; 63 of a label"),
          Map.entry("internal.guard.StrictUrl", "characters repeat and groups don't"),
          Map.entry("internal.guard.UrlTarget", "splits at one character, without an expression"),
          Map.entry("internal.http.ReplyText", "splits at one character, without an expression"),
          Map.entry("internal.http.TlsFailures", "messages of the JDK's, each part is bounded"),
          Map.entry("internal.json.DataRefusal", "names of 61 characters at most"),
          Map.entry("internal.observe.Traceparent", "55 characters"),
          Map.entry("internal.wire.WireHeaders", "the host's own brand, 40 characters"),
          Map.entry("signing.JsonObject", "a number's digits repeat and groups don't"),
          Map.entry("signing.StandardVerifier", "splits at one character, without an expression"));

  private static final Set<String> OF_STRINGS =
      Set.of("matches", "replaceAll", "replaceFirst", "split", "splitWithDelimiters");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar")) // core's fixtures
          .importPackages("dev.webhooks");

  @Test
  void everyUseIsListedWithWhatBoundsIt() {
    Set<String> users = new TreeSet<>();
    for (JavaClass room : CLASSES) {
      if (!room.getPackageName().startsWith("dev.webhooks.testing") && usesExpressions(room)) {
        String name = room.getName().substring("dev.webhooks.".length());
        users.add(name.replaceFirst("\\$.*", ""));
      }
    }
    assertThat(users).isEqualTo(new TreeSet<>(USES.keySet()));
  }

  private static boolean usesExpressions(JavaClass room) {
    String expressions = Pattern.class.getPackageName();
    return room.getDirectDependenciesFromSelf().stream()
            .anyMatch(to -> to.getTargetClass().getPackageName().equals(expressions))
        || room.getMethodCallsFromSelf().stream().anyMatch(RegularExpressionsTest::isOfAString);
  }

  private static boolean isOfAString(JavaMethodCall call) {
    return call.getTargetOwner().isEquivalentTo(String.class)
        && OF_STRINGS.contains(call.getTarget().getName());
  }
}
