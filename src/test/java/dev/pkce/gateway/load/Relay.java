package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logins at a given rate through the gateway and through a bare relay; see load-tests/README.md. */
@Command(
        name = "relay.sh",
        description =
                "Compares logins through the gateway with the same two calls to the provider through a bare relay.",
        mixinStandardHelpOptions = true)
public final class Relay implements Callable<Integer> {
    private static final int AT_ONCE = 32;

    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--rate", defaultValue = "150", description = "Logins a second (150).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "8", description = "Of each round (8).")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "Of each, in turn (3).")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "45",
            description = "Seconds of each before that, 32 logins at once (45).")
    private int warmUp;

    @Option(names = "--options", defaultValue = "-Xmx512m", description = "More options of the JVMs (-Xmx512m).")
    private String options = "";

    // Since 1970, in milliseconds: what is loaded and compiled holds an event loop when it is used first.
    private long warm;
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Relay()).execute(arguments));
    }

    /**
     * What the logins of one kind took.
     *
     * @param full a second, of each round with as many as the machine can take
     * @param fullCpu milliseconds of each of those
     * @param steady of those that were begun at the rate
     * @param cpu milliseconds of each of those
     */
    private record Taken(List<Double> full, List<Double> fullCpu, Samples steady, List<Double> cpu) {
        Taken() {
            this(new ArrayList<>(), new ArrayList<>(), new Samples(), new ArrayList<>());
        }
    }

    private record Kind(String name, long pid, Supplier<Future<Void>> login, Taken taken) {
        Kind(String name, long pid, Supplier<Future<Void>> login) {
            this(name, pid, login, new Taken());
        }

        double cpuMillis() {
            return CpuTime.now(pid).gateway().toNanos() / 1e6;
        }
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("relay");
        Watched watched = new Watched(directory);
        String jvm = watched.with(options);
        Installation installation = Installation.in(directory, java, jvm);
        new Report(out).machine();
        out.printf(
                "- JDK that is measured: %s, %s%n", installation.version(), String.join(" ", installation.options()));
        out.printf(
                "- Run: %d at once, then %d logins/s, open loop; %d rounds of %d s each after %d s%n",
                AT_ONCE, rate, rounds, seconds, warmUp);
        DevelopmentProvider provider =
                DevelopmentProvider.start(vertx, 0).await().autoApprove(true);
        // It remembers what it was asked, for tests.
        vertx.setPeriodic(1_000, tick -> provider.recorder().clear());
        String issuer = provider.issuer();
        List<String> environment =
                List.of("env", "JAVA_OPTS=" + jvm, "PKCE_HTTP_HOST=127.0.0.1", "PKCE_PROVIDERS_0_ISSUER=" + issuer);
        List<String> bare = Stream.concat(
                        installation.beside(List.of(), BareRelay.class.getName()).stream(), Stream.of(issuer))
                .toList();
        try (Started gateway = Started.run(installation.gateway(environment), java, "/pkce/challenge");
                Started relay = Started.run(bare, java, "/")) {
            int code = compare(gateway, relay);
            out.printf("%n| | |%n|---|---|%n");
            watched.tell(out, "of the gateway", gateway, warm);
            watched.tell(out, "of the relay", relay, warm);
            return code;
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private int compare(Started gateway, Started relay) throws TimeoutException {
        WebClient client = WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(500));
        Program program = new Program(client, "http://127.0.0.1:" + gateway.port(), "any");
        RelayedLogins relayed = new RelayedLogins(client, "http://127.0.0.1:" + relay.port());
        List<Kind> kinds = List.of(
                new Kind("gateway", gateway.pid(), program::signIn),
                new Kind("bare relay", relay.pid(), relayed::signIn));
        for (Kind kind : kinds) {
            // As many as it can take: at the rate of the rounds the compilers would not come to an end for minutes.
            new ClosedLoop(vertx, AT_ONCE, kind.login()).run(warmUp);
        }
        warm = System.currentTimeMillis();
        int failed = 0;
        for (int round = 0; round < rounds; round++) {
            for (Kind kind : kinds) {
                failed += full(kind) + steady(kind);
            }
        }
        tell(kinds);
        return failed == 0 ? 0 : 1;
    }

    /** As many as the machine can take, of which driver and provider are a part. */
    private int full(Kind kind) throws TimeoutException {
        double before = kind.cpuMillis();
        Measured measured = new ClosedLoop(vertx, AT_ONCE, kind.login()).run(seconds);
        kind.taken().fullCpu().add((kind.cpuMillis() - before) / Math.max(1, measured.flows()));
        kind.taken().full().add(measured.flows() / Math.max(measured.seconds(), 1e-9));
        return failures(measured);
    }

    private int steady(Kind kind) {
        double before = kind.cpuMillis();
        Measured measured = phase(kind, seconds);
        kind.taken().cpu().add((kind.cpuMillis() - before) / (rate * (double) seconds));
        kind.taken().steady().addAll(measured.steps().get(Step.WHOLE));
        return failures(measured);
    }

    private int failures(Measured measured) {
        measured.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
        return measured.failures();
    }

    /** Each timed from when it was due. */
    private Measured phase(Kind kind, int duration) {
        Measured measured = new Measured(Integer.MAX_VALUE);
        OpenLoop logins = new OpenLoop(
                        vertx,
                        rate,
                        due -> kind.login()
                                .get()
                                .onSuccess(done -> measured.add(Step.WHOLE, System.nanoTime() - due))
                                .onFailure(measured::failed))
                .begin();
        vertx.timer(duration, TimeUnit.SECONDS)
                .compose(over -> logins.stop())
                .timeout(duration + 60L, TimeUnit.SECONDS)
                .await();
        return measured;
    }

    private void tell(List<Kind> kinds) {
        out.printf("%n| | logins/s, 32 at once | CPU of each, ms | CPU at the rate, ms | p50 | p99 | p99.9 |%n");
        out.printf("|---|---|---|---|---|---|---|%n");
        for (Kind kind : kinds) {
            Taken taken = kind.taken();
            double[] at = taken.steady().millis(50, 99, 99.9);
            out.printf(
                    "| %s | %.0f | %.2f | %.2f | %.1f | %.1f | %.1f |%n",
                    kind.name(),
                    median(taken.full()),
                    median(taken.fullCpu()),
                    median(taken.cpu()),
                    at[0],
                    at[1],
                    at[2]);
        }
        Taken gateway = kinds.get(0).taken();
        Taken relay = kinds.get(1).taken();
        out.printf(
                "%nOf the relay's logins: on the same machine **%.2f**, for the same CPU of its process **%.2f** (%.2f at the rate)%n",
                median(gateway.full()) / median(relay.full()),
                median(relay.fullCpu()) / median(gateway.fullCpu()),
                median(relay.cpu()) / median(gateway.cpu()));
    }

    private static double median(List<Double> some) {
        return some.stream().sorted().skip(some.size() / 2).findFirst().orElse(0.0);
    }
}
