package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logins through several gateways behind a balancer; see load-tests/README.md. */
@Command(
        name = "several-nodes.sh",
        description = "Signs people in through one gateway and through several that share a Redis.",
        mixinStandardHelpOptions = true)
final class SeveralNodes implements Callable<Integer> {
    private static final long THINKING_MILLIS = 2_000;
    // Of so many logins one is of a person who takes a moment.
    private static final int PATIENT = 10;

    @Option(names = "--rolling", description = "Restart one node after the other under load instead.")
    private boolean rolling;

    @Option(names = "--rate", defaultValue = "200", description = "With --rolling: logins a second, 1 to 2000 (200).")
    private int rate;

    @Option(names = "--flows", defaultValue = "32", description = "Else: logins under way at once, 1 to 1000 (32).")
    private int flows;

    @Option(names = "--seconds", defaultValue = "10", description = "How long to measure each, 1 to 600 (10).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before that, thrown away, 0 to 300 (20).")
    private int warmUp;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    // One event loop drives everything, so that nothing here needs a lock.
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final DevelopmentProvider quick = provider().autoApprove(true);
    private final DevelopmentProvider patient = provider();
    private int begun;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SeveralNodes()).execute(arguments));
    }

    private DevelopmentProvider provider() {
        return DevelopmentProvider.start(vertx, 0).await();
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 2000 || flows < 1 || flows > 1000 || seconds < 1 || seconds > 600) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate, --flows or --seconds is out of bounds");
        }
        // The providers remember what they were asked, for tests.
        vertx.setPeriodic(
                1_000, tick -> List.of(quick, patient).forEach(p -> p.recorder().clear()));
        new Report(out).machine();
        try {
            return rolling ? roll() : compare();
        } finally {
            vertx.close().await();
        }
    }

    private int compare() throws Exception {
        out.printf("- Run: %d logins at once for %d s; every call on a connection of its own%n%n", flows, seconds);
        out.printf("| | logins/s | p50, ms | p99, ms | failed |%n|---|---|---|---|---|%n");
        int failures = 0;
        for (int count : new int[] {0, 1, 3}) {
            String what = count == 0 ? "one node, local maps" : count + " node(s), Redis";
            try (Nodes nodes = Nodes.start(Math.max(1, count), count > 0, quick, patient)) {
                closed(nodes, warmUp);
                failures += tell(what, closed(nodes, seconds));
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private int tell(String what, Measured measured) {
        double[] at = measured.flows() == 0
                ? new double[2]
                : measured.steps().get(Step.WHOLE).millis(50, 99);
        out.printf(
                "| %s | %.0f | %.1f | %.1f | %d |%n",
                what, measured.flows() / Math.max(measured.seconds(), 1e-9), at[0], at[1], measured.failures());
        errors(measured);
        return measured.failures() + (measured.flows() == 0 ? 1 : 0);
    }

    private void errors(Measured measured) {
        measured.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
    }

    /** No connection is used twice, so each call is on the next node. */
    private WebClient client() {
        return WebClient.create(
                vertx,
                new WebClientOptions().setUserAgentEnabled(false).setKeepAlive(false),
                new PoolOptions().setHttp1MaxSize(4000));
    }

    private Measured closed(Nodes nodes, int duration) throws Exception {
        Promise<Measured> done = Promise.promise();
        Program program = new Program(client(), nodes.url(), Nodes.QUICK, List.of("profile"));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        vertx.getOrCreateContext().runOnContext(begin -> {
            Measured measured = new Measured(Integer.MAX_VALUE);
            Future.join(IntStream.range(0, flows)
                            .mapToObj(i -> oneAfterTheOther(program, measured, until))
                            .toList())
                    .onComplete(all -> done.complete(measured));
        });
        return done.future().await(duration + 120L, TimeUnit.SECONDS);
    }

    private Future<Void> oneAfterTheOther(Program program, Measured measured, long until) {
        if (System.nanoTime() - until >= 0 || measured.failures() > 200) {
            return Future.succeededFuture();
        }
        return measured.timed(Step.WHOLE, program::signIn)
                .onSuccess(done -> measured.flowEnded())
                .onFailure(measured::failed)
                .transform(next -> oneAfterTheOther(program, measured, until));
    }

    private int roll() throws Exception {
        try (Nodes nodes = Nodes.start(3, true, quick, patient)) {
            WebClient client = client();
            Program atQuick = new Program(client, nodes.url(), Nodes.QUICK, List.of("profile"));
            Program atPatient = new Program(client, nodes.url(), Nodes.PATIENT, List.of("profile"));
            Reconnecting waiting = new Reconnecting(vertx, client, atPatient, THINKING_MILLIS);
            closed(nodes, warmUp);
            Measured measured = new Measured(Integer.MAX_VALUE);
            OpenLoop loop = new OpenLoop(vertx, rate, due -> one(due, atQuick, waiting, measured)).begin();
            TimeUnit.SECONDS.sleep(2);
            for (int i = 0; i < nodes.size(); i++) {
                nodes.restart(i);
                out.printf("- Node %d restarted after %d logins%n", i + 1, loop.started());
            }
            loop.stop().await(120, TimeUnit.SECONDS);
            out.printf(
                    "- Result: **%d logins at %d/s, %d failed**; %d calls that waited were begun anew%n",
                    loop.started(), rate, measured.failures(), waiting.reconnects());
            errors(measured);
            return measured.failures() == 0 && measured.flows() == loop.started() ? 0 : 1;
        }
    }

    private Future<?> one(long due, Program atQuick, Reconnecting waiting, Measured measured) {
        boolean person = begun++ % PATIENT == 0;
        return (person ? waiting.signIn() : atQuick.signIn())
                .onSuccess(done -> measured.add(Step.WHOLE, System.nanoTime() - due))
                .onSuccess(done -> measured.flowEnded())
                .onFailure(measured::failed);
    }
}
