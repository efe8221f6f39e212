package dev.webhooks.examples.api;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a module lets others compile against: the public and protected members of the public types
 * in the packages that it exports to everybody.
 *
 * @param lines a type, its members indented, the next type
 */
record PublicApi(String module, List<String> lines) {
  private static final int SHOWN =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

  /** The module that this type is part of, whether it is a jar or still a folder. */
  static PublicApi of(Class<?> type) {
    try {
      Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      ModuleReference module = ModuleFinder.of(place).findAll().iterator().next();
      List<String> lines = new ArrayList<>();
      for (Class<?> each : types(module, type.getClassLoader())) {
        lines.add(headline(each));
        members(each).sorted().map(line -> "  " + line).forEach(lines::add);
      }
      return new PublicApi(module.descriptor().name(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Class<?>> types(ModuleReference module, ClassLoader loader)
      throws IOException {
    Set<String> exported =
        module.descriptor().exports().stream()
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    try (ModuleReader reader = module.open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
          .filter(name -> exported.contains(name.substring(0, name.lastIndexOf('.'))))
          .<Class<?>>map(name -> load(name, loader))
          .filter(PublicApi::isReachable)
          .sorted(Comparator.comparing(Class::getName))
          .toList();
    }
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isReachable(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (!isPromised(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPromised(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String headline(Class<?> type) {
    String kind =
        type.isAnnotation()
            ? "@interface"
            : type.isInterface()
                ? "interface"
                : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    String above =
        Stream.concat(
                Stream.ofNullable(type.getAnnotatedSuperclass()),
                Arrays.stream(type.getAnnotatedInterfaces()))
            .map(TypeName::of)
            .filter(name -> !name.equals("Object"))
            .collect(joining(", "));
    return modifiers(type.getModifiers())
        + kind
        + " "
        + type.getName()
        + parameters(type.getTypeParameters()).stripTrailing()
        + (above.isEmpty() ? "" : " : " + above);
  }

  private static Stream<String> members(Class<?> type) {
    return Stream.of(
            Arrays.stream(type.getDeclaredFields())
                .filter(PublicApi::isPromised)
                .map(PublicApi::line),
            Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicApi::isPromised)
                .map(PublicApi::line),
            methods(type)
                .filter(method -> isPromised(method) && !method.isBridge() && !isSeam(method))
                .map(PublicApi::line))
        .flatMap(lines -> lines)
        .distinct();
  }

  /** With those of a superclass that nobody else can name: they are the type's own to a caller. */
  private static Stream<Method> methods(Class<?> type) {
    Class<?> above = type.getSuperclass();
    Stream<Method> own = Arrays.stream(type.getDeclaredMethods());
    return above == null || isPromised(above.getModifiers())
        ? own
        : Stream.concat(own, methods(above));
  }

  /** Takes or answers what no other module can name: a door of ours, for ours. */
  private static boolean isSeam(Method method) {
    return Stream.concat(
            Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes()))
        .anyMatch(type -> type.getPackageName().startsWith("dev.webhooks.internal"));
  }

  private static boolean isPromised(Member member) {
    return isPromised(member.getModifiers()) && !member.isSynthetic();
  }

  private static String line(Field field) {
    return modifiers(field.getModifiers())
        + TypeName.of(field.getAnnotatedType())
        + " "
        + field.getName();
  }

  private static String line(Constructor<?> constructor) {
    return modifiers(constructor.getModifiers()) + "new" + signature(constructor);
  }

  private static String line(Method method) {
    return modifiers(method.getModifiers())
        + (method.isDefault() ? "default " : "")
        + parameters(method.getTypeParameters())
        + TypeName.of(method.getAnnotatedReturnType())
        + " "
        + method.getName()
        + signature(method);
  }

  private static String signature(Executable executable) {
    Set<String> thrown = new TreeSet<>();
    Arrays.stream(executable.getExceptionTypes()).map(TypeName::of).forEach(thrown::add);
    return Arrays.stream(executable.getAnnotatedParameterTypes())
            .map(TypeName::of)
            .collect(joining(", ", "(", ")"))
        + (thrown.isEmpty() ? "" : " throws " + String.join(", ", thrown));
  }

  private static String parameters(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(
                variable ->
                    variable.getName()
                        + Arrays.stream(variable.getAnnotatedBounds())
                            .map(TypeName::of)
                            .filter(bound -> !bound.equals("Object"))
                            .map(bound -> " extends " + bound)
                            .collect(joining()))
            .collect(joining(", ", "<", "> "));
  }

  private static String modifiers(int modifiers) {
    String shown = Modifier.toString(modifiers & SHOWN);
    return shown.isEmpty() ? "" : shown + " ";
  }
}
