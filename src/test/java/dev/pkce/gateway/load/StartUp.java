package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the gateway takes to start, and what it takes idle, beside a bare Vert.x server; see load-tests/README.md. */
@Command(
        name = "start-up.sh",
        description = "Measures the start of the gateway against that of a bare Vert.x server.",
        mixinStandardHelpOptions = true)
public final class StartUp implements Callable<Integer> {
    private static final double ALLOWED = 1.5;

    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--rounds", defaultValue = "9", description = "Starts of each, in turn (9).")
    private int rounds;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StartUp()).execute(arguments));
    }

    /**
     * What one start took.
     *
     * @param millis until the first answer
     * @param kilobytes of memory when idle
     */
    private record Cost(long millis, long kilobytes) {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        Installation installation = Installation.in(Files.createTempDirectory("start-up"), java);
        new Report(out).machine();
        out.printf("- JDK that is measured: %s; %d starts of each%n", installation.version(), rounds);
        out.printf("%n| | first answer, ms | idle, MiB | gateway : bare, time | memory |%n|---|---|---|---|---|%n");
        compare("no archive", installation.commands(), out);
        return compare("archive", installation.commands(installation.archive()), out) ? 0 : 1;
    }

    /** Whether the gateway takes no more than is allowed. */
    private boolean compare(String what, Map<String, List<String>> commands, PrintWriter out) throws Exception {
        Map<String, List<Cost>> costs = new LinkedHashMap<>();
        // One more, the first of which warms the page cache.
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, List<String>> server : commands.entrySet()) {
                Cost cost =
                        cost(server.getValue(), server.getKey().equals(Installation.BARE) ? "/" : "/pkce/challenge");
                costs.computeIfAbsent(server.getKey(), first -> new ArrayList<>())
                        .add(cost);
            }
        }
        costs.values().forEach(all -> all.remove(0));
        double time = ratio(costs, Cost::millis);
        double memory = ratio(costs, Cost::kilobytes);
        costs.forEach((name, all) -> out.printf(
                "| %s, %s | %d | %d | %s |%n",
                name,
                what,
                median(all, Cost::millis),
                median(all, Cost::kilobytes) / 1024,
                name.equals(Installation.GATEWAY) ? "**%.2f** | **%.2f**".formatted(time, memory) : "|"));
        return time <= ALLOWED && memory <= ALLOWED;
    }

    private Cost cost(List<String> command, String path) throws IOException, InterruptedException {
        try (Started started = Started.run(command, java, path)) {
            return new Cost(started.millis(), started.resident());
        }
    }

    private static double ratio(Map<String, List<Cost>> costs, ToLongFunction<Cost> measure) {
        return (double) median(Objects.requireNonNull(costs.get(Installation.GATEWAY)), measure)
                / median(Objects.requireNonNull(costs.get(Installation.BARE)), measure);
    }

    private static long median(List<Cost> costs, ToLongFunction<Cost> measure) {
        return costs.stream().mapToLong(measure).sorted().toArray()[costs.size() / 2];
    }
}
