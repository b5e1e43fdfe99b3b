package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Very many callers that wait for people; see load-tests/README.md. */
@Command(
        name = "parked.sh",
        description = "Measures what parked calls take, beside a bare server, and how they are woken.",
        mixinStandardHelpOptions = true)
public final class Parked implements Callable<Integer> {
    // Of a program before its code is compiled more is kept than later.
    private static final int WARM = 500;
    private static final int ONE_BY_ONE = 500;
    private static final int WARM_UPS = 3;
    private static final int WARM_UP_SECONDS = 6;
    private static final int SECONDS = 2;
    private static final int ROUNDS = 3;

    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--callers", defaultValue = "19000", description = "How many (19,000).")
    private int callers;

    @Option(names = "--options", defaultValue = "-Xmx1g", description = "More options of the JVMs (-Xmx1g).")
    private String options = "";

    @Option(names = "--cpu", defaultValue = "1", description = "The processor of wrk; the servers have the other (1).")
    private int cpu;

    private final Path directory = Files.createTempDirectory("parked");
    private final Watched watched = new Watched(directory);
    // Since 1970, in milliseconds: what is loaded and compiled holds an event loop when it is used first.
    private long warm;
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    /** Of files in a directory of its own. */
    public Parked() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        System.exit(new CommandLine(new Parked()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        String jvm = watched.with(options) + Pauses.option(directory);
        Installation installation = Installation.in(directory, java, jvm);
        new Report(out).machine();
        out.printf(
                "- JDK that is measured: %s, %s%n", installation.version(), String.join(" ", installation.options()));
        out.printf("%n| | |%n|---|---|%n");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        List<String> pinned = List.of("taskset", "-c", Integer.toString(1 - cpu));
        try {
            double bare = bare(vertx, installation.beside(pinned, BareParking.class.getName()));
            String issuer = DevelopmentProvider.start(vertx, 0).await().issuer();
            List<String> command = installation.gateway(List.of(
                    "env",
                    "JAVA_OPTS=" + jvm,
                    "PKCE_HTTP_HOST=127.0.0.1",
                    "PKCE_FLOWS_MAX=5000000",
                    "PKCE_PROVIDERS_0_PREFLIGHT=false",
                    "PKCE_PROVIDERS_0_ISSUER=" + issuer,
                    "taskset",
                    "-c",
                    Integer.toString(1 - cpu)));
            try (Contender gateway =
                    new Contender("gateway", "/pkce/challenge", Started.run(command, java, "/pkce/challenge"))) {
                Waking waking = new Waking(vertx, gateway.server(), issuer);
                warmUp(vertx, gateway, waking);
                Callers all = new Callers(vertx, gateway.server().port(), 0);
                gateway(all, gateway, waking, bare);
                wake(all, waking, gateway.server(), Pauses.of(gateway.server(), directory));
                all.close();
            }
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
        return 0;
    }

    /** Heap of each call at a server that does nothing for it. */
    private double bare(Vertx vertx, List<String> command) throws Exception {
        try (Started server = Started.run(command, java, "/")) {
            Callers all = new Callers(vertx, server.port(), 0);
            all.call(WARM);
            double heap = park(all, server.pid(), "bare handler", () -> all.call(callers - WARM));
            all.close();
            return heap;
        }
    }

    private double park(Callers all, long pid, String name, Action parking) throws Exception {
        Footprint before = watched.footprint(pid);
        parking.run();
        // What was sent last may not have been read.
        TimeUnit.SECONDS.sleep(2);
        Footprint after = watched.footprint(pid);
        double heap = (double) (after.heap() - before.heap()) / (callers - WARM);
        out.printf(
                "| %s: heap of each, RSS of each | %.0f bytes, %.0f bytes (%d parked, %d of them answered) |%n",
                name,
                heap,
                (double) (after.resident() - before.resident()) / (callers - WARM),
                callers,
                all.answered());
        return heap;
    }

    /** All that is measured later, several times over: each thing that comes for the first time has compiled code thrown away. */
    private void warmUp(Vertx vertx, Contender gateway, Waking waking) throws Exception {
        for (int round = 0; round < WARM_UPS; round++) {
            gateway.ask(WARM_UP_SECONDS, cpu);
            Callers some = new Callers(vertx, gateway.server().port(), 100_000 * (round + 1));
            some.call(4 * WARM);
            waking.oneByOne(some, 2 * WARM);
            waking.all(some, new PrintWriter(Writer.nullWriter()));
            some.close();
        }
        gateway.ask(WARM_UP_SECONDS, cpu);
        warm = System.currentTimeMillis();
    }

    private void gateway(Callers all, Contender gateway, Waking waking, double bare) throws Exception {
        all.call(WARM);
        Contender before = rounds(gateway);
        double heap = park(all, gateway.server().pid(), "gateway", () -> waking.whileParking(all, callers - WARM, out));
        out.printf("| heap at the gateway, of that at the bare handler | **%.2f** |%n", heap / bare);
        Contender beside = rounds(gateway);
        out.printf(
                "| challenges beside them, and before | %.0f/s, p99 %.1f ms; %.0f/s, p99 %.1f ms: **%.2f** |%n",
                beside.median(Wrk::perSecond),
                beside.median(Wrk::p99),
                before.median(Wrk::perSecond),
                before.median(Wrk::p99),
                beside.median(Wrk::perSecond) / before.median(Wrk::perSecond));
    }

    private void wake(Callers all, Waking waking, Started server, Pauses pauses) throws Exception {
        double[] at = waking.oneByOne(all, ONE_BY_ONE).millis(50, 99, 100);
        out.printf(
                "| one is woken, from the callback to its answer | p50 %.1f ms, p99 %.1f, max %.1f |%n",
                at[0], at[1], at[2]);
        long mark = pauses.mark();
        long began = System.currentTimeMillis();
        waking.all(all, out);
        watched.tell(out, "meanwhile", server, began);
        pauses.tell(out, "of the JVM meanwhile", mark);
        watched.tell(out, "since the warm-up", server, warm);
    }

    private Contender rounds(Contender gateway) throws IOException {
        Contender measured = new Contender(gateway.name(), "/pkce/challenge", gateway.server());
        for (int round = 0; round < ROUNDS; round++) {
            measured.round(SECONDS, cpu);
        }
        return measured;
    }
}
