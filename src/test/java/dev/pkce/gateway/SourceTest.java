package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What can be read at one sitting: no long file, no long method. */
class SourceTest {
    private static final Path MAIN = Path.of("src/main/java");

    @Test
    void no_file_is_longer_than_250_lines() throws IOException {
        assertThat(sources())
                .isNotEmpty()
                .allSatisfy(file ->
                        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(250));
    }

    @Test
    void no_method_is_longer_than_40_lines() throws IOException {
        Map<String, Long> lengths = methodLengths();

        assertThat(lengths).isNotEmpty();
        lengths.values().removeIf(lines -> lines <= 40);
        assertThat(lengths).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static Map<String, Long> methodLengths() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            Map<String, Long> lengths = new TreeMap<>();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new Measure(unit, positions), lengths);
            }
            return lengths;
        }
    }

    private static final class Measure extends TreeScanner<Void, Map<String, Long>> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        Measure(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, Map<String, Long> lengths) {
            LineMap lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method));
            lengths.put(unit.getSourceFile().getName() + ":" + method.getName() + ":" + first, last - first + 1);
            return super.visitMethod(method, lengths);
        }
    }
}
