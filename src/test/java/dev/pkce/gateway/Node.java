package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A process of the npm project in {@code src/test/node}, which is installed into {@code target} as its lock has it.
 * Where Node.js is missing the test that asks for one is skipped, but fails on a build server ({@code CI=true}).
 */
final class Node implements AutoCloseable {
    private static final String NEEDED = "Needs Node.js 20 or newer, with npm, on the PATH";
    private static final int OLDEST = 20;
    private static final long LONGEST_SECONDS = 240;
    private static final Path SOURCE = Path.of("src/test/node");
    // Tests run in several processes, each of which installs what it needs.
    private static final Path PROJECT = Path.of("target", "node-" + System.getProperty("test.process", "1"));
    private static boolean installed;

    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Process process;
    private final BufferedReader output;

    private Node(Path directory, List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        output = process.inputReader();
    }

    /** Starts a script that serves until its input ends, as it does when this JVM is killed. */
    static Node start(String... script) throws Exception {
        install();
        return new Node(PROJECT, with("node", script));
    }

    /** Runs a script of tests to its end and shows what it said; fails unless its exit code is 0. */
    static void run(String... script) throws Exception {
        try (Node node = start(with("--test-reporter=spec", script).toArray(String[]::new))) {
            System.out.println(node.finish());
        }
    }

    /** Waits for the line that begins with {@code prefix}. */
    String line(String prefix) throws Exception {
        return read(line -> line.startsWith(prefix)).orElseThrow(() -> new AssertionError(said()));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private String finish() throws Exception {
        read(line -> false);
        assertThat(process.waitFor()).as(said()).isZero();
        return said();
    }

    private String said() {
        return String.join("\n", said);
    }

    private Optional<String> read(Predicate<String> last) throws Exception {
        CompletableFuture<Optional<String>> found = CompletableFuture.supplyAsync(
                () -> output.lines().peek(said::add).filter(last).findFirst());
        try {
            return found.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            close();
            throw new AssertionError("Too slow; it said:\n" + said(), slow);
        }
    }

    private static synchronized void install() throws Exception {
        requireNode();
        if (!installed) {
            copyProject();
            // The lock holds hashes, so what a cache has is as good as what a registry sends.
            execute(PROJECT, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
            installed = true;
        }
    }

    private static void requireNode() throws Exception {
        boolean present = present();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(present).as(NEEDED).isTrue();
        }
        if (!present) {
            System.out.println(NEEDED);
        }
        assumeTrue(present, NEEDED);
    }

    private static boolean present() throws Exception {
        try {
            execute(SOURCE, "npm", "--version");
            String version = execute(SOURCE, "node", "--version");
            return Integer.parseInt(version.substring(1, version.indexOf('.'))) >= OLDEST;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String execute(Path directory, String... command) throws Exception {
        try (Node node = new Node(directory, List.of(command))) {
            return node.finish();
        }
    }

    private static List<String> with(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toList();
    }

    private static void copyProject() throws IOException {
        Files.createDirectories(PROJECT);
        try (Stream<Path> files = Files.list(SOURCE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, PROJECT.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
