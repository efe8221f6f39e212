package dev.webhooks.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts from outside must keep. */
class InputTest {
  private static final int MOST = 32_768;

  static Stream<Integer> invisible() {
    return Stream.of(
            IntStream.rangeClosed(0, 0x1F),
            IntStream.rangeClosed(0x7F, 0x9F),
            IntStream.of(
                0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x180E, 0x2800, 0x3164, 0xFEFF, 0xFFA0),
            IntStream.of(0x200B, 0x200E, 0x200F),
            IntStream.rangeClosed(0x2028, 0x202E),
            IntStream.rangeClosed(0x2060, 0x2064),
            IntStream.rangeClosed(0x2066, 0x206F),
            IntStream.of(0xFFF9, 0xFFFA, 0xFFFB, 0x1D173, 0xE0001, 0xE0041))
        .flatMap(IntStream::boxed);
  }

  @ParameterizedTest
  @MethodSource("invisible")
  void whatCannotBeSeenIsRefusedEverywhere(int codePoint) {
    String text = "a" + Character.toString(codePoint) + "b";

    assertRefused("event", () -> Event.builder(text).workspace("w").data("d").build());
    assertRefused("workspace", () -> event(event -> event.workspace(text)));
    assertRefused("account", () -> event(event -> event.account(text)));
    assertRefused("idempotencyKey", () -> event(event -> event.idempotencyKey(text)));
    assertRefused("workspace", () -> registered(text, webhook(webhook -> {})));
    assertRefused("name", () -> webhook(webhook -> webhook.name(text)));
    assertRefused("name", () -> webhook(webhook -> {}).with(webhook -> webhook.name(text)));
    assertRefused("accounts", () -> webhook(webhook -> webhook.accounts(List.of("a", text))));
    assertRefused("eventTypes", () -> webhook(webhook -> webhook.eventTypes(List.of(text))));
    assertRefused("workspace", () -> WebhookQuery.of(text));
  }

  /** Persian words and many emoji need joiners; at an end they join nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {"می\u200Cخواهم", "\uD83D\uDC69\u200D\uD83D\uDCBB CRM", "Ünïcödé \uFE0F", "日本"})
  void namesMayBeOfAnyLanguage(String name) {
    assertThat(webhook(webhook -> webhook.name(name)).name()).isEqualTo(name);
    assertRefused("name", () -> webhook(webhook -> webhook.name("\u200C" + name)));
    assertRefused("name", () -> webhook(webhook -> webhook.name(name + "\u200D")));
    if (name.contains("\u200C")) {
      assertRefused("account", () -> event(event -> event.account(name)));
    }
  }

  /** Guarantee B. */
  @Test
  void theFiltersOfAWebhookAreBoundedTogether() {
    List<String> accounts = texts("a", 400, 80);
    List<String> types = texts("t", 24, 32);
    assertThat(characters(accounts) + characters(types)).isEqualTo(MOST);
    List<String> oneMore = Stream.concat(types.stream(), Stream.of("x")).toList();

    WebhookSettings widest = webhook(w -> w.accounts(accounts).eventTypes(types));

    assertRefused("accounts", () -> webhook(w -> w.accounts(accounts).eventTypes(oneMore)));
    assertRefused("accounts", () -> webhook(w -> w.accounts(texts("a", 1_000, 33))));
    assertRefused("eventTypes", () -> widest.with(s -> s.eventTypes(oneMore)));
    assertRefused("accounts", () -> widest.with(s -> s.accounts(texts("b", 401, 80))));
    assertThat(widest.with(s -> s.name("CRM 2")).accounts()).hasSize(400);
    assertThat(widest.with(s -> s.eventTypes(oneMore).accounts(List.of())).accounts()).isEmpty();
  }

  @Test
  void whatWasStoredIsTakenAsItIs() {
    WebhookSettings old =
        WebhookSettings.stored().name("a\u202Eb").url("u").accounts(List.of("a\u202Eb")).build();

    assertThat(old.with(settings -> settings.url("v")).name()).isEqualTo("a\u202Eb");
    assertRefused("name", () -> old.with(settings -> settings.name("b\u202Ea")));
  }

  @Test
  void wideFiltersAreListsLikeAnyOther() {
    List<String> accounts = texts("é", 300, 20);
    WebhookSettings wide = webhook(w -> w.accounts(accounts));

    assertThat(wide.accounts()).isEqualTo(accounts).hasSameHashCodeAs(accounts);
    assertThat(accounts).isEqualTo(wide.accounts());
    assertThat(wide.toBuilder().build().accounts()).isSameAs(wide.accounts());
    assertThat(accounts).allMatch(account -> wide.wants("any", account));
    assertThat(wide.wants("any", accounts.get(0) + "0")).isFalse();
    assertThat(wide.wants("any", "")).isFalse();
    assertThat(wide.wants("any", null)).isFalse();
    assertThat(wide.accounts().contains(null)).isFalse();
    assertThat(wide.accounts().indexOf(accounts.get(299))).isEqualTo(299);
  }

  private static List<String> texts(String prefix, int count, int length) {
    Function<Integer, String> text =
        i -> prefix + String.valueOf(1_000_000_000L + i) + "_".repeat(length - 11);
    return IntStream.range(0, count).boxed().map(text).toList();
  }

  private static int characters(List<String> texts) {
    return texts.stream().mapToInt(String::length).sum();
  }

  private static Event event(Consumer<Event.Builder> wishes) {
    Event.Builder event = Event.builder("message.sent").workspace("w").data("d");
    wishes.accept(event);
    return event.build();
  }

  private static WebhookSettings webhook(Consumer<WebhookSettings.Builder> wishes) {
    return WebhookSettings.builder().name("n").url("u").build().with(wishes);
  }

  private static Webhook registered(String workspace, WebhookSettings settings) {
    return Webhook.registered("wh_1", workspace, settings, Instant.EPOCH).build();
  }

  private static void assertRefused(String field, Runnable call) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.field()).isEqualTo(field));
  }
}
