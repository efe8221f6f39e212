package dev.webhooks.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/**
 * Refuses raw text, as {@code @JsonRawValue} would write it: Jackson takes it for JSON unseen, and
 * what gets signed might then be none.
 */
final class NoRawJson extends JsonGeneratorDelegate {

  NoRawJson(JsonGenerator json) {
    super(json, false);
  }

  @Override
  public void writeRaw(String text) {
    throw new RawJson();
  }

  @Override
  public void writeRaw(String text, int offset, int length) {
    throw new RawJson();
  }

  @Override
  public void writeRaw(SerializableString raw) {
    throw new RawJson();
  }

  @Override
  public void writeRaw(char[] text, int offset, int length) {
    throw new RawJson();
  }

  @Override
  public void writeRaw(char c) {
    throw new RawJson();
  }

  @Override
  public void writeRawValue(String text) {
    throw new RawJson();
  }

  @Override
  public void writeRawValue(String text, int offset, int length) {
    throw new RawJson();
  }

  @Override
  public void writeRawValue(SerializableString raw) {
    throw new RawJson();
  }

  @Override
  public void writeRawValue(char[] text, int offset, int length) {
    throw new RawJson();
  }

  /** Told apart from whatever else can go wrong while data is written. */
  static final class RawJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RawJson() {
      super("raw JSON");
    }
  }
}
