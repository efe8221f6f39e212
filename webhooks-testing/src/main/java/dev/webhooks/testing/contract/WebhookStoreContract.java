package dev.webhooks.testing.contract;

import static dev.webhooks.testing.contract.Samples.NOON;
import static dev.webhooks.testing.contract.Samples.OTHER_WORKSPACE;
import static dev.webhooks.testing.contract.Samples.WORKSPACE;
import static dev.webhooks.testing.contract.Samples.stored;
import static dev.webhooks.testing.contract.Samples.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhooks.model.SignatureScheme;
import dev.webhooks.model.Webhook;
import dev.webhooks.model.WebhookPage;
import dev.webhooks.model.WebhookQuery;
import dev.webhooks.model.WebhookSettings;
import dev.webhooks.model.WebhookStatus;
import dev.webhooks.spi.DeliveryStore;
import dev.webhooks.spi.StoredWebhook;
import dev.webhooks.spi.Subscriptions;
import dev.webhooks.spi.WebhookStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link WebhookStore} must do.
 *
 * @param <S> the store's type
 */
public interface WebhookStoreContract<S extends WebhookStore & DeliveryStore>
    extends SubscriptionsContract<S> {

  /** As much as a webhook may have. */
  Map<String, String> METADATA =
      IntStream.range(0, 20)
          .boxed()
          .collect(Collectors.toMap(i -> "ä".repeat(38) + (10 + i), i -> "日".repeat(500)));

  @Test
  default void aWebhookComesBackAsItWasStored() {
    List<String> accounts =
        IntStream.range(0, 1_000).mapToObj(i -> "acct_ü_" + "x".repeat(80) + i).toList();
    Webhook webhook =
        Webhook.stored(
                Samples.id("wh"),
                "räksmörgås 🦐",
                WebhookSettings.stored()
                    .name("Größe \"quoted\" 日本語 🚀")
                    .url("https://hooks.example.com/" + "p".repeat(1_900) + "?a=1&b=%20")
                    .accounts(accounts)
                    .eventTypes(List.of("message.sent", "conversation.closed"))
                    .headerNames(List.of("Authorization", "X-" + "n".repeat(98)))
                    .signatures(SignatureScheme.STANDARD_ED25519)
                    .description("d".repeat(499) + "ü")
                    .metadata(METADATA)
                    .build(),
                NOON)
            .status(WebhookStatus.UNVERIFIED, "answered with status 404")
            .key("k7Qz", "whpk_" + "A".repeat(44))
            .verifiedAt(NOON.minusMillis(1))
            .unverified()
            .version(17)
            .build();
    byte[] sealedSecrets = new byte[4_096];
    for (int i = 0; i < sealedSecrets.length; i++) {
      sealedSecrets[i] = (byte) i;
    }

    assertThat(store().insert(new StoredWebhook(webhook, sealedSecrets), 1)).isTrue();

    StoredWebhook found = otherNode().findWebhook(webhook.workspace(), webhook.id()).orElseThrow();
    assertThat(found.webhook()).isEqualTo(webhook);
    assertThat(found.sealedSecrets()).isEqualTo(sealedSecrets);
  }

  @Test
  default void aWebhookIsAbsentFromOtherWorkspaces() {
    Webhook webhook = activeWebhook();

    assertThat(store().findWebhook(OTHER_WORKSPACE, webhook.id())).isEmpty();
    assertThat(store().findWebhook(WORKSPACE, "wh_unknown")).isEmpty();
    assertThat(store().list(WebhookQuery.of(OTHER_WORKSPACE)).webhooks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACME", "acme ", "acmé"})
  default void workspacesThatLookAlikeAreDifferentOnes(String lookAlike) {
    Webhook webhook = activeWebhook();
    long version = store().subscriptions(lookAlike, Subscriptions.NONE).orElseThrow().version();

    assertThat(store().findWebhook(lookAlike, webhook.id())).isEmpty();
    assertThat(store().list(WebhookQuery.of(lookAlike)).webhooks()).isEmpty();
    assertThat(store().delete(lookAlike, webhook.id())).isFalse();
    assertThat(store().insert(stored(webhook(lookAlike)), 1)).isTrue();
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(webhook);
    assertThat(store().subscriptions(lookAlike, version)).isPresent();
  }

  /** Guarantee B. */
  @Test
  default void aWorkspaceHoldsNoMoreWebhooksThanItsLimit() {
    assertThat(store().insert(stored(webhook(WORKSPACE)), 0)).isFalse();
    Webhook first = webhook(WORKSPACE);
    assertThat(store().insert(stored(first), 2)).isTrue();
    assertThat(store().insert(stored(webhook(WORKSPACE)), 2)).isTrue();
    assertThat(store().insert(stored(webhook(WORKSPACE)), 2)).isFalse();
    assertThat(store().insert(stored(webhook(WORKSPACE)), 1)).isFalse();
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(2);

    assertThat(store().insert(stored(webhook(OTHER_WORKSPACE)), 1)).isTrue();
    assertThat(store().delete(WORKSPACE, first.id())).isTrue();
    assertThat(store().insert(stored(webhook(WORKSPACE)), 2)).isTrue();
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(2);
  }

  /** Guarantee B. */
  @Test
  default void callersAtTheSameTimeStayUnderTheLimitTogether() {
    List<Boolean> added = Race.run(50, i -> node(i).insert(stored(webhook(WORKSPACE)), 5));

    assertThat(added).filteredOn(Boolean::booleanValue).hasSize(5);
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(5);
  }

  @Test
  default void webhooksOfAllWorkspacesAreFoundByTheirIds() {
    Webhook ours = activeWebhook();
    Webhook theirs = register(webhook(OTHER_WORKSPACE));
    activeWebhook();

    assertThat(store().findWebhooks(List.of(ours.id(), "wh_unknown", theirs.id())))
        .extracting(StoredWebhook::webhook)
        .containsExactlyInAnyOrder(ours, theirs);
    assertThat(store().findWebhooks(List.of(ours.id())).get(0).sealedSecrets())
        .isEqualTo(stored(ours).sealedSecrets());
    assertThat(store().findWebhooks(List.of())).isEmpty();
  }

  @Test
  default void manyWebhooksAreFoundByTheirIdsAtOnce() {
    List<String> ids = Stream.generate(this::activeWebhook).limit(300).map(Webhook::id).toList();
    List<String> asked = new ArrayList<>(ids);
    IntStream.range(0, 1_000).mapToObj(i -> "wh_unknown" + i).forEach(asked::add);

    assertThat(store().findWebhooks(asked))
        .extracting(found -> found.webhook().id())
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  default void allWebhooksAreWalkedByTheirIds() {
    List<StoredWebhook> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Webhook webhook = register(webhook(i % 2 == 0 ? WORKSPACE : OTHER_WORKSPACE));
      all.add(stored(webhook));
    }

    List<String> walked = new ArrayList<>();
    List<StoredWebhook> page = store().scan(null, 3);
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(3);
      page.forEach(found -> walked.add(found.webhook().id()));
      page = store().scan(walked.get(walked.size() - 1), 3);
    }

    assertThat(walked)
        .containsExactlyElementsOf(all.stream().map(found -> found.webhook().id()).toList());
    StoredWebhook last = store().scan(walked.get(5), 100).get(0);
    assertThat(last.webhook()).isEqualTo(all.get(6).webhook());
    assertThat(last.sealedSecrets()).isEqualTo(all.get(6).sealedSecrets());
  }

  @Test
  default void aWorkspaceListsItsWebhooksOldestFirst() {
    List<Webhook> oldestFirst = new ArrayList<>();
    for (Instant createdAt : List.of(NOON, NOON, NOON.plusMillis(1), NOON.plusSeconds(60))) {
      oldestFirst.add(createdAt(createdAt));
    }
    List<Webhook> newestFirst = new ArrayList<>(oldestFirst);
    Collections.reverse(newestFirst);
    newestFirst.forEach(this::register);
    register(webhook(OTHER_WORKSPACE));

    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks())
        .containsExactlyElementsOf(oldestFirst);
  }

  /** Guarantee B. */
  @Test
  default void webhooksAreListedInPages() {
    List<Webhook> oldestFirst = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      oldestFirst.add(register(createdAt(NOON.plusMillis(i / 4))));
    }
    register(webhook(OTHER_WORKSPACE));

    List<Webhook> listed = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      WebhookPage page =
          otherNode().list(WebhookQuery.builder(WORKSPACE).limit(3).cursor(cursor).build());
      assertThat(page.webhooks()).hasSizeBetween(1, 3);
      listed.addAll(page.webhooks());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null);

    assertThat(pages).isEqualTo(4);
    assertThat(listed).containsExactlyElementsOf(oldestFirst);
    WebhookPage all = store().list(WebhookQuery.builder(WORKSPACE).limit(10).build());
    assertThat(all.webhooks()).hasSize(10);
    assertThat(all.nextCursor()).isNull();
  }

  /** For the host's operator, and only where the query says so. */
  @Test
  default void theWebhooksOfAllWorkspacesAreOneList() {
    List<Webhook> oldestFirst = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      oldestFirst.add(register(webhook(i % 2 == 0 ? WORKSPACE : OTHER_WORKSPACE)));
    }
    List<Webhook> listed = new ArrayList<>();
    String cursor = null;
    do {
      WebhookPage page =
          store().list(WebhookQuery.ofAllWorkspaces().limit(4).cursor(cursor).build());
      listed.addAll(page.webhooks());
      cursor = page.nextCursor();
    } while (cursor != null);

    assertThat(listed).containsExactlyElementsOf(oldestFirst);
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).hasSize(3);
  }

  @Test
  default void wideFiltersComeBackAsTheyWere() {
    List<String> accounts = IntStream.range(0, 1_000).mapToObj(i -> "acct_" + i + "_é").toList();
    Webhook wide = webhook(WORKSPACE).toBuilder().settings(s -> s.accounts(accounts)).build();

    register(wide);

    Webhook found = otherNode().findWebhook(WORKSPACE, wide.id()).orElseThrow().webhook();
    assertThat(found).isEqualTo(wide);
    assertThat(found.settings().accounts()).containsExactlyElementsOf(accounts);
    assertThat(found.settings().wants("message.sent", "acct_999_é")).isTrue();
    assertThat(found.settings().wants("message.sent", "acct_1000_é")).isFalse();
    assertThat(store().subscriptions(WORKSPACE, Subscriptions.NONE).orElseThrow().webhooks())
        .containsExactly(wide);
  }

  @Test
  default void aReplacedWebhookIsStoredWithTheNextVersion() {
    Webhook webhook = activeWebhook();
    Webhook changed =
        webhook.toBuilder()
            .settings(
                settings ->
                    settings
                        .name("renamed")
                        .url("https://new.example.com/")
                        .accounts(List.of("acct_1"))
                        .eventTypes(List.of("message.sent"))
                        .headers(Map.of("X-Tenant", "acme"))
                        .description("Größe 🚀")
                        .metadata(Map.of("team", "billing 日本"))
                        .signatures(SignatureScheme.STANDARD))
            .status(WebhookStatus.UNVERIFIED, "its URL changed")
            .key("zzzz", "whpk_zzzz")
            .unverified()
            .build();

    assertThat(store().replace(new StoredWebhook(changed, new byte[] {1, 0, -1}))).isTrue();

    StoredWebhook found = otherNode().findWebhook(WORKSPACE, webhook.id()).orElseThrow();
    Webhook expected = changed.toBuilder().version(webhook.version() + 1).build();
    assertThat(found.webhook()).isEqualTo(expected);
    assertThat(found.sealedSecrets()).isEqualTo(new byte[] {1, 0, -1});
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(expected);
    assertThat(store().replace(stored(expected))).isTrue();
  }

  @Test
  default void aChangeOfAnOlderVersionIsRefused() {
    Webhook webhook = activeWebhook();
    Webhook current = changeStatus(webhook, WebhookStatus.DISABLED);

    assertThat(store().replace(stored(webhook.toBuilder().settings(s -> s.name("late")).build())))
        .isFalse();
    assertThat(store().replace(stored(current.toBuilder().version(9).build()))).isFalse();

    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(current);
  }

  @Test
  default void ofChangesAtTheSameTimeOneIsMade() {
    Webhook webhook = activeWebhook();

    List<Boolean> replaced =
        Race.run(
            10,
            i ->
                node(i)
                    .replace(
                        stored(webhook.toBuilder().settings(s -> s.name("change " + i)).build())));

    assertThat(replaced).filteredOn(Boolean::booleanValue).hasSize(1);
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks())
        .containsExactly(
            webhook.toBuilder()
                .settings(s -> s.name("change " + replaced.indexOf(true)))
                .version(2)
                .build());
  }

  @Test
  default void aWebhookThatIsGoneOrNotTheirsIsNotReplaced() {
    Webhook webhook = activeWebhook();
    Webhook theirs = copyIn(OTHER_WORKSPACE, webhook);

    assertThat(store().replace(stored(theirs))).isFalse();
    assertThat(store().delete(WORKSPACE, webhook.id())).isTrue();
    assertThat(store().replace(stored(webhook))).isFalse();

    assertThat(store().list(WebhookQuery.of(OTHER_WORKSPACE)).webhooks()).isEmpty();
    assertThat(store().list(WebhookQuery.of(WORKSPACE)).webhooks()).isEmpty();
  }

  @Test
  default void aDeletedWebhookIsGone() {
    Webhook webhook = activeWebhook();
    Webhook other = activeWebhook();

    assertThat(store().delete(OTHER_WORKSPACE, webhook.id())).isFalse();
    assertThat(store().delete(WORKSPACE, webhook.id())).isTrue();
    assertThat(store().delete(WORKSPACE, webhook.id())).isFalse();

    assertThat(otherNode().findWebhook(WORKSPACE, webhook.id())).isEmpty();
    assertThat(otherNode().findWebhooks(List.of(webhook.id()))).isEmpty();
    assertThat(otherNode().list(WebhookQuery.of(WORKSPACE)).webhooks()).containsExactly(other);
  }

  private static Webhook createdAt(Instant createdAt) {
    return copy(webhook(WORKSPACE), WORKSPACE, createdAt);
  }

  private static Webhook copyIn(String workspace, Webhook webhook) {
    return copy(webhook, workspace, webhook.createdAt());
  }

  private static Webhook copy(Webhook webhook, String workspace, Instant createdAt) {
    return Webhook.stored(webhook.id(), workspace, webhook.settings(), createdAt)
        .status(webhook.status(), webhook.statusReason())
        .key(webhook.keyHint(), webhook.publicKey())
        .verifiedAt(NOON)
        .version(webhook.version())
        .build();
  }
}
