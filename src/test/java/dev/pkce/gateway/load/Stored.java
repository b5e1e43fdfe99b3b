package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What very many flows take, stored and ending; see load-tests/README.md. */
@Command(
        name = "stored.sh",
        description = "Measures what flows take, and how fast challenges are with few and with many of them stored.",
        mixinStandardHelpOptions = true)
public final class Stored implements Callable<Integer> {
    // So many that the room a flood has left to the next slice is given back by then.
    private static final int BEFORE = 10_000;
    private static final int SEEDED = 10_000;
    private static final int SEEDED_AT_ONCE = 100;
    private static final int SECONDS = 2;
    private static final int WARM_UP_SECONDS = 8;
    private static final int ROUNDS = 3;

    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--flows", defaultValue = "1000000", description = "How many are stored (1,000,000).")
    private int flows;

    @Option(names = "--ttl", defaultValue = "60", description = "How long they live, in seconds (60).")
    private int ttl;

    @Option(names = "--options", defaultValue = "-Xmx1g", description = "More options of the JVM (-Xmx1g).")
    private String options = "";

    @Option(names = "--cpu", defaultValue = "1", description = "The processor of wrk; the gateway has the other (1).")
    private int cpu;

    private final Path directory = Files.createTempDirectory("stored");
    private final Watched watched = new Watched(directory);
    // Since 1970, in milliseconds: what is loaded and compiled holds an event loop when it is used first.
    private long warm;
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    /** Of files in a directory of its own. */
    public Stored() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        System.exit(new CommandLine(new Stored()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Installation installation = Installation.in(directory, java);
        new Report(out).machine();
        out.printf("- JDK that is measured: %s, %s%n", installation.version(), options);
        out.printf("%n| | |%n|---|---|%n");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await();
            String jvm = watched.with(options) + Pauses.option(directory);
            List<String> command = installation.gateway(environment(provider.issuer(), jvm));
            try (Contender gateway =
                    new Contender("gateway", "/pkce/challenge", Started.run(command, java, "/pkce/challenge"))) {
                measure(gateway, vertx, Pauses.of(gateway.server(), directory));
                watched.tell(out, "since the warm-up", gateway.server(), warm);
            }
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
        return 0;
    }

    private List<String> environment(String issuer, String jvm) {
        return List.of(
                "env",
                "JAVA_OPTS=" + jvm,
                "PKCE_FLOWS_MAX=" + 4 * flows,
                "PKCE_FLOWS_TTL=" + ttl + "s",
                "PKCE_HTTP_HOST=127.0.0.1",
                "PKCE_PROVIDERS_0_PREFLIGHT=false",
                "PKCE_PROVIDERS_0_ISSUER=" + issuer,
                "taskset",
                "-c",
                Integer.toString(1 - cpu));
    }

    private void measure(Contender gateway, Vertx vertx, Pauses pauses) throws Exception {
        String url = "http://127.0.0.1:" + gateway.server().port();
        Program program = new Program(WebClient.create(vertx), url, "any");
        // What a clear goes through for the first time makes the compilers begin anew with what they had compiled
        // before.
        for (int round = 0; round < ROUNDS; round++) {
            gateway.ask(WARM_UP_SECONDS, cpu);
            seed(program, SEEDED_AT_ONCE);
            program.clear().await(30, TimeUnit.SECONDS);
        }
        gateway.ask(WARM_UP_SECONDS, cpu);
        warm = System.currentTimeMillis();
        Contender few = new Contender("gateway", "/pkce/challenge", gateway.server());
        for (int round = 0; round < ROUNDS; round++) {
            program.clear().await(30, TimeUnit.SECONDS);
            few.round(1, cpu);
        }
        program.clear().await(30, TimeUnit.SECONDS);
        store(gateway);
        compare(few, rounds(gateway));
        pauses.tell(out, "until all are stored", 0);
        long mark = pauses.mark();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ttl + SECONDS);
        Samples asked = new Asking(vertx, url, () -> System.nanoTime() - until > 0)
                .begin()
                .await(2L * ttl, TimeUnit.SECONDS);
        double[] at = asked.millis(50, 99, 100);
        pauses.tell(out, "while all of them end", mark);
        out.printf(
                "| challenges meanwhile, one after the other | %d, p50 %.1f ms, p99 %.1f, max %.1f |%n",
                asked.size(), at[0], at[1], at[2]);
        program.clear().await(30, TimeUnit.SECONDS);
        seeded(program, gateway.server().pid());
    }

    private void store(Contender gateway) throws IOException {
        long pid = gateway.server().pid();
        Footprint before = watched.footprint(pid);
        long asked = gateway.requests();
        while (gateway.requests() - asked < flows) {
            gateway.ask(1, cpu);
        }
        Footprint full = watched.footprint(pid);
        long stored = gateway.requests() - asked;
        out.printf("| an issued flow | **%d** bytes (%d stored) |%n", (full.heap() - before.heap()) / stored, stored);
    }

    private void compare(Contender few, Contender many) {
        out.printf(
                "| challenges with few stored, and with these | %.0f/s (%s), %.0f/s (%s): **%.2f** |%n",
                few.median(Wrk::perSecond),
                few.each("%.0f", Wrk::perSecond),
                many.median(Wrk::perSecond),
                many.each("%.0f", Wrk::perSecond),
                many.median(Wrk::perSecond) / few.median(Wrk::perSecond));
    }

    private Contender rounds(Contender gateway) throws IOException {
        Contender measured = new Contender("gateway", "/pkce/challenge", gateway.server());
        for (int round = 0; round < ROUNDS; round++) {
            measured.round(SECONDS, cpu);
        }
        return measured;
    }

    private void seeded(Program program, long pid) throws Exception {
        seed(program, BEFORE);
        Footprint before = watched.footprint(pid);
        seed(program, SEEDED);
        Footprint after = watched.footprint(pid);
        int stored = after.flows() - before.flows();
        out.printf("| a seeded flow | **%d** bytes (%d stored) |%n", (after.heap() - before.heap()) / stored, stored);
    }

    private static void seed(Program program, int many) throws Exception {
        for (int i = 0; i < many; i += SEEDED_AT_ONCE) {
            List<Future<Void>> some = IntStream.range(0, SEEDED_AT_ONCE)
                    .mapToObj(one -> program.challenge().compose(program::begin))
                    .toList();
            Future.all(some).await(30, TimeUnit.SECONDS);
        }
    }
}
