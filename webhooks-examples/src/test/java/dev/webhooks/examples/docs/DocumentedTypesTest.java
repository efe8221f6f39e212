package dev.webhooks.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every public type says what it is for, in production code of all modules. */
class DocumentedTypesTest {
  private static final JavaCompiler COMPILER =
      requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");

  @Test
  void everyPublicTypeSaysWhatItIsFor() throws IOException {
    List<Path> sources = sources();
    assertThat(sources).hasSizeGreaterThan(500);

    assertThat(undocumented(sources)).isEmpty();
  }

  @Test
  void oneThatDoesNotIsFoundWhereverItStands(@TempDir Path folder) throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Told.java"),
            """
            /** Says it. */
            public interface Told {
              record Silent(int part) {} // public, as all within an interface
              /** Says it. */
              enum Loud { ONE; private static final class Hidden {} }
            }
            class Hidden { public static class HiddenToo {} }
            """);

    assertThat(undocumented(List.of(source))).containsExactly("Told.java: Silent");
  }

  /** All but what stands for other people's code. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Page.ROOT)) {
      return files
          .filter(
              file ->
                  Page.ROOT
                      .relativize(file)
                      .toString()
                      .replace('\\', '/')
                      .matches(
                          "(?!integrations/outside/)[\\w/-]+/src/(main|common)/java/[\\w/]+\\.java"))
          .toList();
    }
  }

  private static List<String> undocumented(List<Path> sources) throws IOException {
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, UTF_8)) {
      JavacTask parser =
          (JavacTask)
              COMPILER.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      DocTrees comments = DocTrees.instance(parser);
      for (CompilationUnitTree unit : parser.parse()) {
        new PublicTypes(comments, found).scan(unit, false);
      }
    }
    return found;
  }

  /** Looks into public types alone; told whether the one around is an interface. */
  private static final class PublicTypes extends TreePathScanner<Void, Boolean> {
    private final DocTrees comments;
    private final List<String> undocumented;

    PublicTypes(DocTrees comments, List<String> undocumented) {
      this.comments = comments;
      this.undocumented = undocumented;
    }

    @Override
    public Void visitClass(ClassTree type, Boolean inInterface) {
      if (!inInterface && !type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
        return null;
      }
      TreePath path = getCurrentPath();
      if (comments.getDocComment(path) == null) {
        Path file = Path.of(path.getCompilationUnit().getSourceFile().toUri());
        undocumented.add(file.getFileName() + ": " + type.getSimpleName());
      }
      boolean isInterface =
          type.getKind() == Kind.INTERFACE || type.getKind() == Kind.ANNOTATION_TYPE;
      for (Tree member : type.getMembers()) {
        if (member instanceof ClassTree) { // one within code is public to nobody
          scan(member, isInterface);
        }
      }
      return null;
    }
  }
}
