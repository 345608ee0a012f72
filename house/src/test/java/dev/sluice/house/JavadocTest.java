package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every public type of the product says what it is for. */
class JavadocTest {
    @Test
    void everyPublicTopLevelTypeHasAJavadoc() throws IOException {
        Repository repository = Repository.here();
        List<Path> sources = repository.javaFiles().stream()
                .filter(file -> file.toString().contains("src/main/java/"))
                .map(repository.root()::resolve)
                .toList();

        assertThat(typesWithoutJavadoc(sources))
                .as("public top-level types without a Javadoc")
                .isEmpty();
    }

    private static List<String> typesWithoutJavadoc(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> found = new ArrayList<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, problems, null, null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    if (type instanceof ClassTree named
                            && isPublic(named.getModifiers())
                            && docs.getDocComment(TreePath.getPath(unit, type)) == null) {
                        found.add(unit.getSourceFile().getName());
                    }
                }
            }
        }
        return found;
    }

    private static boolean isPublic(ModifiersTree modifiers) {
        return modifiers.getFlags().contains(Modifier.PUBLIC);
    }
}
