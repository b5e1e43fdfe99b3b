package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
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
import java.util.stream.Collectors;
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
    @Option(names = "--rolling", description = "Restart one node after the other under load instead.")
    private boolean rolling;

    @Option(names = "--rate", defaultValue = "200", description = "With --rolling: logins a second, 1 to 2000 (200).")
    private int rate;

    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "0,1,3",
            description = "Else: how many gateways with a Redis, 0 for one with none, 0 to 8 (0,1,3).")
    private int[] counts = {};

    @Option(names = "--flows", defaultValue = "32", description = "Else: logins under way at once, 1 to 1000 (32).")
    private int flows;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "How long to measure each, with --rolling: between restarts, 1 to 600 (10).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "60", description = "Seconds before that, thrown away, 0 to 300 (60).")
    private int warmUp;

    @Option(names = "--options", defaultValue = "", description = "More options of the gateways' JVMs.")
    private String options = "";

    @Spec
    private @Nullable CommandSpec spec;

    private static final List<String> KINDS = List.of(Nodes.GATEWAYS, Nodes.REDIS, Nodes.BALANCER, Nodes.DRIVER);

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    // One event loop drives everything, so that nothing here needs a lock.
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final DevelopmentProvider quick = provider().autoApprove(true);
    private final DevelopmentProvider patient = provider();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SeveralNodes()).execute(arguments));
    }

    private DevelopmentProvider provider() {
        return DevelopmentProvider.start(vertx, 0).await();
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 2000 || flows < 1 || flows > 1000 || seconds < 1 || seconds > 600 || warmUp < 0) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate, --flows or --seconds is out of bounds");
        }
        // The providers remember what they were asked, for tests.
        vertx.setPeriodic(
                1_000, tick -> List.of(quick, patient).forEach(p -> p.recorder().clear()));
        new Report(out).machine();
        out.printf("- JVM of each gateway: as the start script has it, with its archive %s%n", options);
        try {
            return rolling ? roll() : compare();
        } finally {
            vertx.close().await();
        }
    }

    private int compare() throws Exception {
        out.printf(
                "- Run: %d logins at once for %d s after %d s of warm-up; every call on a connection of its own%n%n",
                flows, seconds, warmUp);
        out.printf(
                "| nodes | logins/s | p50, ms | p99, ms | failed | CPU a login, ms: %s |%n", String.join(" | ", KINDS));
        out.printf("|---|---|---|---|---|---|---|---|---|%n");
        int failures = 0;
        for (int count : counts) {
            try (Nodes nodes = Nodes.start(count, options, quick, patient)) {
                failures += measure(count == 0 ? "one, local maps" : count + ", Redis", nodes);
            }
        }
        return failures == 0 ? 0 : 1;
    }

    private int measure(String what, Nodes nodes) throws Exception {
        Program program = new Program(client(), nodes.url(), Nodes.QUICK, List.of("profile"));
        ClosedLoop loop = new ClosedLoop(vertx, flows, program::signIn);
        loop.run(warmUp);
        CpuShares before = CpuShares.now(nodes.processes());
        Measured measured = loop.run(seconds);
        return tell(what, measured, before, CpuShares.now(nodes.processes()));
    }

    private int tell(String what, Measured measured, CpuShares before, CpuShares after) {
        double[] at = measured.flows() == 0
                ? new double[2]
                : measured.steps().get(Step.WHOLE).millis(50, 99);
        String cpu = after.work().keySet().stream()
                .map(kind -> " %.2f |".formatted(after.millis(kind, before, measured.flows())))
                .collect(Collectors.joining());
        out.printf(
                "| %s | %.0f | %.1f | %.1f | %d |%s%n",
                what, measured.flows() / Math.max(measured.seconds(), 1e-9), at[0], at[1], measured.failures(), cpu);
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

    private int roll() throws Exception {
        try (Nodes nodes = Nodes.start(3, options, quick, patient)) {
            RollingRestart restart = new RollingRestart(vertx, out, rate, nodes, client());
            restart.warmUp(warmUp);
            return restart.run(seconds) ? 0 : 1;
        }
    }
}
