package dev.webhooks.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What Jackson itself refuses to write, though the JDK has it: {@code java.time} in ISO 8601, and
 * the {@code Optional}s, whose emptiness is null. An {@link Instant} looks like the body's own
 * timestamp, and so do not its nanoseconds.
 */
final class PlainTypes {
  private PlainTypes() {}

  static SimpleModule module() {
    return new SimpleModule("webhooks")
        .addSerializer(Instant.class, text(WireTime::format))
        .addSerializer(
            ZonedDateTime.class, text(time -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)))
        .addSerializer(
            OffsetDateTime.class, text(time -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)))
        .addSerializer(
            LocalDateTime.class, text(time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)))
        .addSerializer(LocalTime.class, text(time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time)))
        .addSerializer(
            OffsetTime.class, text(time -> DateTimeFormatter.ISO_OFFSET_TIME.format(time)))
        .addSerializer(MonthDay.class, text(Object::toString))
        .addSerializer(DayOfWeek.class, text(DayOfWeek::name))
        .addSerializer(Month.class, text(Month::name))
        .addSerializer(ZoneId.class, text(ZoneId::getId))
        .addSerializer(Temporal.class, text(Object::toString))
        .addSerializer(TemporalAmount.class, text(Object::toString))
        .addSerializer(Optional.class, value(optional -> ((Optional<?>) optional).orElse(null)))
        .addSerializer(OptionalInt.class, value(n -> n.isPresent() ? (Object) n.getAsInt() : null))
        .addSerializer(
            OptionalLong.class, value(n -> n.isPresent() ? (Object) n.getAsLong() : null))
        .addSerializer(
            OptionalDouble.class, value(n -> n.isPresent() ? (Object) n.getAsDouble() : null));
  }

  private static <T> JsonSerializer<T> text(Function<T, String> format) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider types)
          throws IOException {
        json.writeString(format.apply(value));
      }
    };
  }

  private static <T> JsonSerializer<T> value(Function<T, ?> content) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator json, SerializerProvider types)
          throws IOException {
        types.defaultSerializeValue(content.apply(value), json);
      }
    };
  }
}
