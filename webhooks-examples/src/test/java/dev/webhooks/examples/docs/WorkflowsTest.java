package dev.webhooks.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is meant for machines that are not here is well-formed, and may do little there. */
class WorkflowsTest {
  private static final Path GITHUB = Page.ROOT.resolve(".github");

  private final Map<String, JsonNode> files = read();

  @Test
  void allFilesAreLookedAt() {
    assertThat(files)
        .containsKeys(
            "dependabot.yml",
            "ISSUE_TEMPLATE/bug.yml",
            "workflows/build.yml",
            "workflows/databases.yml",
            "workflows/release.yml",
            "workflows/scan.yml");
    assertThat(files.values()).allMatch(JsonNode::isObject);
  }

  /** A tag can be moved to another commit by whoever owns it. */
  @Test
  void actionsArePinnedToCommits() {
    assertThat(actions())
        .isNotEmpty()
        .allSatisfy(action -> assertThat(action).matches("actions/[a-z-]+@[0-9a-f]{40}"));
  }

  @Test
  void workflowsMayReadTheirRepositoryAndNothingElse() {
    assertThat(workflows())
        .hasSizeGreaterThan(3)
        .allSatisfy(
            workflow -> {
              assertThat(workflow.get("permissions").toString())
                  .isEqualTo("{\"contents\":\"read\"}");
              assertThat(workflow.get("jobs")).noneMatch(job -> job.has("permissions"));
            });
  }

  @Test
  void whatTheReadmeTellsToRunIsRunOnEachJdk() {
    JsonNode job = files.get("workflows/build.yml").at("/jobs/verify");

    assertThat(job.at("/strategy/matrix/java")).hasToString("[17,21,25]");
    assertThat(job.findValuesAsText("run")).containsExactly("./mvnw -B verify");
  }

  @Test
  void theOldestDatabasesThatTheReadmeNamesAreTried() {
    JsonNode job = files.get("workflows/databases.yml").at("/jobs/contract");

    assertThat(Page.content(Page.ROOT.resolve("README.md")))
        .contains("PostgreSQL 13+, MariaDB 10.6+, MySQL 8+");
    assertThat(job.at("/strategy/matrix/include").findValuesAsText("image"))
        .contains("postgres:13", "mariadb:10.6", "mysql:8.0");
  }

  private List<JsonNode> workflows() {
    return files.entrySet().stream()
        .filter(file -> file.getKey().startsWith("workflows/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  private List<String> actions() {
    return workflows().stream()
        .flatMap(workflow -> workflow.findValuesAsText("uses").stream())
        .toList();
  }

  private static Map<String, JsonNode> read() {
    YAMLMapper mapper = new YAMLMapper();
    Map<String, JsonNode> read = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(GITHUB)) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".yml")).toList()) {
        read.put(
            GITHUB.relativize(path).toString().replace('\\', '/'),
            mapper.readTree(Files.readString(path)));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return read;
  }
}
