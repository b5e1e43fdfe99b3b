package dev.pkce.gateway.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes the rows of the tests that passed, and those of the tests that did not, in a file of its own below the directory
 * that the system property {@code rows.directory} names; without one it notes nothing.
 */
public final class RowListener implements TestExecutionListener {
    static final String PASSED = "+";
    static final String FAILED = "-";

    private final Set<String> notes = ConcurrentHashMap.newKeySet();
    private final @Nullable String directory;
    private volatile Optional<TestPlan> plan = Optional.empty();

    /** As the JUnit Platform makes one. */
    public RowListener() {
        this(System.getProperty("rows.directory"));
    }

    RowListener(@Nullable String directory) {
        this.directory = directory;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = Optional.of(started);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (result.getStatus() == TestExecutionResult.Status.FAILED || (passed && test.isTest())) {
            names(test)
                    .flatMap(name -> RowIds.of(name).stream())
                    .forEach(row -> notes.add((passed ? PASSED : FAILED) + row));
        }
    }

    /** A row may stand at a test, or at the class or method that it is a case of. */
    private Stream<String> names(TestIdentifier test) {
        return Stream.iterate(Optional.of(test), Optional::isPresent, this::parent)
                .flatMap(Optional::stream)
                .map(TestIdentifier::getDisplayName);
    }

    private Optional<TestIdentifier> parent(Optional<TestIdentifier> child) {
        return child.flatMap(test -> plan.flatMap(known -> known.getParent(test)));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (directory == null || notes.isEmpty()) {
            return;
        }
        try {
            Path file = Files.createDirectories(Path.of(directory)).resolve(UUID.randomUUID() + ".txt");
            Files.write(file, notes);
            notes.clear();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
