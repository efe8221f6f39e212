package dev.webhooks.internal.json;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A host's named module, with a record in a package that it opens to nobody. */
final class ClosedModule {
  private final Path classes;

  ClosedModule(Path folder) throws Exception {
    this.classes = folder.resolve("classes");
    Path sources = folder.resolve("sources");
    Files.createDirectories(sources);
    Path module =
        Files.writeString(
            sources.resolve("module-info.java"),
            "module shop { provides java.util.function.Supplier with shop.Orders; }");
    Path order =
        Files.writeString(
            sources.resolve("Order.java"), "package shop; record Order(String number) {}");
    Path orders =
        Files.writeString(
            sources.resolve("Orders.java"),
            """
            package shop;
            public final class Orders implements java.util.function.Supplier<Object> {
              @Override public Object get() { return new Order("7"); }
            }
            """);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none", "-d", classes.toString()),
                  null,
                  files.getJavaFileObjects(module, order, orders))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the module does not compile");
      }
    }
  }

  /** An object whose class nobody outside may look into. */
  Object data() {
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("shop"));
    ModuleLayer layer =
        ModuleLayer.boot()
            .defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader());
    return ServiceLoader.load(layer, Supplier.class).findFirst().orElseThrow().get();
  }
}
