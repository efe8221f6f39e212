package dev.webhooks.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples of RFC 3492, section 7.1, that are names, and what UTS #46 makes of some letters. */
class AsciiNameTest {

  @ParameterizedTest
  @CsvSource({
    "他们为什么不说中文, xn--ihqwcrb4cv8a8dqg056pqjye",
    "他們爲什麽不說中文, xn--ihqwctvzc91f659drss3x8bo0yb",
    "Pročprostěnemluvíčesky, xn--proprostnemluvesky-uyb24dma41a",
    "почемужеонинеговорятпорусски, xn--b1abfaaepdrnnbgefbadotcwatmq2g4l",
    "TạisaohọkhôngthểchỉnóitiếngViệt, xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g",
    "3年B組金八先生, xn--3b-ww4c5e180e575a65lsy2b",
    "faß, xn--fa-hia",
    "ΣΊΣΥΦΟΣ, xn--kxa6akbbkh",
    "ＡＢＣ, abc",
    "bu\u0308cher, xn--bcher-kva",
  })
  void aLabelHasItsAsciiForm(String label, String ascii) {
    assertThat(AsciiName.of(label + ".example")).isEqualTo(ascii + ".example");
  }

  @ParameterizedTest
  @CsvSource({"①②⑦.0.0.1", "é..example", "é.example.", "ééé é.example"})
  void whatIsNoNameHasNone(String text) {
    assertThat(AsciiName.of(text)).isNull();
  }
}
