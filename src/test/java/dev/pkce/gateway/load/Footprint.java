package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM on Linux takes.
 *
 * @param heap bytes of objects that a full collection leaves
 * @param resident bytes of memory
 * @param threads of the process
 * @param descriptors that it has open
 * @param flows rows of flows among those objects, and what challenges are in that nobody has seeded
 * @param timers of Vert.x among them
 */
record Footprint(long heap, long resident, int threads, int descriptors, int flows, int timers) {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    // What a collector puts into gaps, to come to them later.
    private static final Pattern FILLER =
            Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(?:\\[L)?jdk\\.internal\\.vm\\.Filler");
    private static final Pattern FLOW =
            Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +dev\\.pkce\\.gateway\\.flow\\.(?:Flow\\$\\w+|Slice)(?: |$)");
    private static final Pattern TIMER =
            Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +io\\.vertx\\.core\\.impl\\.VertxImpl\\$InternalTimerHandler");
    private static final double ALLOWED = 1.05;

    /** Collects garbage in the process first. */
    static Footprint of(long pid) throws IOException {
        return of(pid, openDescriptors(pid));
    }

    /** The same of a process that has so many descriptors open as a rule. */
    static Footprint of(long pid, int descriptors) throws IOException {
        String histogram = histogram(pid);
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        return new Footprint(
                sum(TOTAL, histogram) - sum(FILLER, histogram),
                1024 * sum(Pattern.compile("VmRSS:\\s+(\\d+)"), status),
                (int) sum(Pattern.compile("Threads:\\s+(\\d+)"), status),
                descriptors,
                (int) sum(FLOW, histogram),
                (int) sum(TIMER, histogram));
    }

    /** How many descriptors it has open at the moment. */
    static int openDescriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) open.count();
        }
    }

    private static String histogram(long pid) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static long sum(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    double heapMebibytes() {
        return heap / 1048576.0;
    }

    double residentMebibytes() {
        return resident / 1048576.0;
    }

    /** Whether the last third takes no more than the third before it, give or take 5 %: the first one warms up. */
    static boolean flat(List<Footprint> all, PrintWriter out) {
        boolean heap = flat("heap after GC", all, Footprint::heap, out);
        boolean threads = flat("threads", all, Footprint::threads, out);
        boolean descriptors = flat("descriptors", all, Footprint::descriptors, out);
        return heap && threads && descriptors;
    }

    private static boolean flat(
            String what, List<Footprint> all, ToDoubleFunction<Footprint> measure, PrintWriter out) {
        int third = Math.max(1, all.size() / 3);
        double last = median(all.subList(all.size() - third, all.size()), measure);
        double before =
                median(all.subList(Math.max(0, all.size() - 2 * third), Math.max(1, all.size() - third)), measure);
        boolean flat = last <= before * ALLOWED;
        out.printf("- %s: %s (last third %.0f, the one before %.0f)%n", what, flat ? "flat" : "GREW", last, before);
        return flat;
    }

    private static double median(List<Footprint> some, ToDoubleFunction<Footprint> measure) {
        return some.stream()
                .mapToDouble(measure)
                .sorted()
                .skip(some.size() / 2)
                .findFirst()
                .orElse(0);
    }
}
