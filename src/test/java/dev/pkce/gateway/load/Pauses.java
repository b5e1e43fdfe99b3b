package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The pauses of a JVM, by its own log. */
final class Pauses {
    private static final Pattern PAUSE = Pattern.compile("Total: +(\\d+) ns");

    private final Path log;

    private Pauses(Path log) {
        this.log = log;
    }

    /** The option by which a JVM logs them in {@code directory}. */
    static String option(Path directory) {
        return " -Xlog:safepoint:file=" + directory.resolve("pauses-%p");
    }

    /** Those of {@code server}, which was started with that option. */
    static Pauses of(Started server, Path directory) {
        return new Pauses(directory.resolve("pauses-" + server.pid()));
    }

    /** How much has been logged by now. */
    long mark() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.count();
        }
    }

    /** Tells of those that came after {@code mark}, full collections for the counting aside. */
    void tell(PrintWriter out, String when, long mark) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            double[] millis = lines.skip(mark)
                    .filter(line -> !line.contains("HeapInspection"))
                    .flatMap(line -> PAUSE.matcher(line).results())
                    .mapToDouble(found -> Long.parseLong(found.group(1)) / 1e6)
                    .sorted()
                    .toArray();
            double longest = DoubleStream.of(millis).max().orElse(0);
            double p99 = millis.length == 0 ? 0 : millis[millis.length * 99 / 100];
            out.printf("| pauses %s | %d, p99 %.1f ms, longest **%.1f** |%n", when, millis.length, p99, longest);
        }
    }
}
