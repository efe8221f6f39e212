package dev.webhooks.examples.api;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a type stands in source, with its nulls; the JDK's own way differs from version to version.
 */
final class TypeName {
  private TypeName() {}

  static String of(AnnotatedType type) {
    return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + bare(type);
  }

  private static String bare(AnnotatedType type) {
    if (type instanceof AnnotatedArrayType array) {
      return of(array.getAnnotatedGenericComponentType()) + "[]";
    }
    if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      AnnotatedType[] upper = wildcard.getAnnotatedUpperBounds();
      return lower.length > 0
          ? "? super " + of(lower[0])
          : of(upper[0]).equals("Object") ? "?" : "? extends " + of(upper[0]);
    }
    if (type instanceof AnnotatedParameterizedType parameterized) {
      Type raw = ((ParameterizedType) parameterized.getType()).getRawType();
      return of(raw)
          + Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
              .map(TypeName::of)
              .collect(joining(", ", "<", ">"));
    }
    return of(type.getType());
  }

  /** Without {@code java.lang}, as in source. */
  static String of(Type type) {
    return type.getTypeName().replaceFirst("^java\\.lang\\.(?=\\w+$)", "");
  }
}
