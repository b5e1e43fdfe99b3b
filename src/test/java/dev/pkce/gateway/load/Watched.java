package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What {@link LoopWatch} has told of the programs that were started with it. */
final class Watched {
    private static final String[] CLASSES = {"LoopWatch", "LoopWatch$1", "LoopWatch$Beat"};

    private final List<long[]> excepted = new ArrayList<>();
    private final Path directory;

    /** @param at when it was told, in milliseconds since 1970 */
    private record Line(long at, String what, long millis, String why) {
        static Line of(String text) {
            String[] words = text.split(" ", 4);
            return new Line(Long.parseLong(words[0]), words[1], Long.parseLong(words[2]), words[3]);
        }
    }

    /** To be told in {@code directory}. */
    Watched(Path directory) throws IOException {
        this.directory = directory;
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", LoopWatch.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar()), manifest)) {
            for (String name : CLASSES) {
                add(out, LoopWatch.class.getPackageName().replace('.', '/') + "/" + name + ".class");
            }
            out.putNextEntry(new JarEntry("META-INF/services/io.vertx.core.spi.VertxServiceProvider"));
            out.write(LoopWatch.class.getName().getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void add(JarOutputStream out, String entry) throws IOException {
        try (InputStream in = LoopWatch.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
    }

    private Path jar() {
        return directory.resolve("loop-watch.jar");
    }

    /** {@code options} of a JVM, and what has it be watched. */
    String with(String options) {
        return options + " -javaagent:" + jar() + "=" + directory.resolve("loops-");
    }

    /** What the process takes; nothing is told of the collection that it takes to find out. */
    Footprint footprint(long pid) throws IOException {
        long since = System.currentTimeMillis();
        Footprint found = Footprint.of(pid);
        excepted.add(new long[] {since, System.currentTimeMillis()});
        return found;
    }

    private boolean counts(Line line) {
        // What is told at the end of it began within.
        return excepted.stream().noneMatch(span -> line.at() >= span[0] && line.at() - line.millis() <= span[1]);
    }

    /** Tells how often and how long the event loops of {@code server} were held since {@code since}, in milliseconds since 1970. */
    void tell(PrintWriter out, String when, Started server, long since) throws IOException {
        List<Line> all;
        try (Stream<String> lines = Files.lines(directory.resolve("loops-" + server.pid()))) {
            all = lines.map(Line::of)
                    .filter(line -> line.at() >= since && counts(line))
                    .toList();
        }
        out.printf(
                "| event loops %s | held for more than %d ms **%d** times%s; late for a beat by %d ms at the most |%n",
                when, LoopWatch.LIMIT_MILLIS, count(all, "held"), longest(all), most(all, "late"));
    }

    private static long count(List<Line> all, String what) {
        return all.stream().filter(line -> line.what().equals(what)).count();
    }

    private static long most(List<Line> all, String what) {
        return all.stream()
                .filter(line -> line.what().equals(what))
                .mapToLong(Line::millis)
                .max()
                .orElse(0);
    }

    private static String longest(List<Line> all) {
        return all.stream()
                .filter(line -> line.what().startsWith("held"))
                .max(Comparator.comparingLong(Line::millis))
                .map(line -> ", the longest for %d ms in %s".formatted(line.millis(), line.why()))
                .orElse("");
    }
}
