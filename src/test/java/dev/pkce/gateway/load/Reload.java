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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logins at a steady rate while the configuration changes; see load-tests/README.md. */
@Command(
        name = "reload.sh",
        description = "Signs people in while the gateway's configuration changes, and counts what goes wrong.",
        mixinStandardHelpOptions = true)
final class Reload implements Callable<Integer> {
    private static final double REACHED = 0.95;
    // Of so many logins one is at the second provider, while there is one, and so many want an ID token: with an RSA
    // signature for each, the provider would take a processor for itself.
    private static final int AT_SECOND = 10;
    private static final int WITH_ID_TOKEN = 5;

    @Option(names = "--rate", defaultValue = "500", description = "Logins a second, 1 to 2000 (500).")
    private int rate;

    @Option(names = "--changes", defaultValue = "4", description = "How often all of it changes, 1 to 100 (4).")
    private int changes;

    @Option(names = "--warm-up", defaultValue = "45", description = "Seconds thrown away first, 0 to 300 (45).")
    private int warmUp;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final AtomicInteger atSecond = new AtomicInteger();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Reload()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 2000 || changes < 1 || changes > 100 || warmUp < 0 || warmUp > 300) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate, --changes or --warm-up is out of bounds");
        }
        DevelopmentProvider first = provider();
        DevelopmentProvider second = provider();
        // The providers remember what they were asked, for tests.
        vertx.setPeriodic(
                1_000, tick -> List.of(first, second).forEach(p -> p.recorder().clear()));
        Path file = Files.createTempFile("gateway", ".yaml");
        try {
            return run(file, new Operator(file, first, second, out));
        } finally {
            Files.delete(file);
            vertx.close().await();
        }
    }

    private DevelopmentProvider provider() {
        return DevelopmentProvider.start(vertx, 0).await().autoApprove(true);
    }

    private int run(Path file, Operator operator) throws Exception {
        try (ServingGateway gateway = ServingGateway.start(file)) {
            new Report(out).machine();
            out.printf("- Run: %d logins/s, %d changes%n", rate, changes);
            WebClient client = WebClient.create(
                    vertx, new WebClientOptions().setUserAgentEnabled(false), new PoolOptions().setHttp1MaxSize(4000));
            Logins logins = new Logins(client, gateway.url(), operator);
            warmUp(logins);
            Measured measured = new Measured(Integer.MAX_VALUE);
            CpuTime before = CpuTime.now(gateway.pid());
            OpenLoop loop = new OpenLoop(vertx, rate, due -> logins.one(due, measured)).begin();
            for (int i = 0; i < changes; i++) {
                operator.change(gateway);
                operator.spoil(gateway);
            }
            loop.stop().await(60, TimeUnit.SECONDS);
            int code = tell(measured, loop.started());
            out.printf(
                    "- The driver began no login more than %d ms late%n",
                    loop.latest().toMillis());
            out.printf(
                    "- Slowest login, ms, of each second: %s%n",
                    measured.slowest().values());
            new Report(out).cpu(before, CpuTime.now(gateway.pid()), measured.flows());
            return code;
        }
    }

    /** A cold gateway is slow whatever its configuration does: a quarter of the logins, half of them, then all. */
    private void warmUp(Logins logins) throws Exception {
        Measured cold = new Measured(Integer.MAX_VALUE);
        for (int some : List.of(Math.max(1, rate / 4), Math.max(1, rate / 2), rate)) {
            OpenLoop loop = new OpenLoop(vertx, some, due -> logins.one(due, cold)).begin();
            TimeUnit.MILLISECONDS.sleep(1000L * warmUp / 3);
            loop.stop().await(60, TimeUnit.SECONDS);
        }
        out.printf("- Before that, to warm up: %d logins, %d failed%n", cold.flows(), cold.failures());
        atSecond.set(0);
    }

    private int tell(Measured measured, int started) {
        double reached = measured.flows() / measured.seconds();
        double[] at = measured.steps().get(Step.WHOLE).millis(50, 99, 100);
        out.printf(
                "- Result: **%d logins, %d failed**; %.0f/s for %.0f s, %d at the second provider%n",
                started, measured.failures(), reached, measured.seconds(), atSecond.get());
        measured.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
        out.printf("- From when a login was due to its tokens: p50 %.1f ms, p99 %.1f, max %.1f%n", at[0], at[1], at[2]);
        boolean whole = measured.failures() == 0 && measured.flows() == started && atSecond.get() > 0;
        return whole && reached >= REACHED * rate ? 0 : 1;
    }

    private final class Logins {
        private final Program first;
        private final Program plain;
        private final Program second;
        private final Operator operator;
        private int begun;

        Logins(WebClient client, String gateway, Operator operator) {
            this.first = new Program(client, gateway, Operator.FIRST);
            this.plain = new Program(client, gateway, Operator.FIRST, List.of("profile"));
            this.second = new Program(client, gateway, Operator.SECOND, List.of("profile"));
            this.operator = operator;
        }

        /** One that was {@code due}. */
        Future<?> one(long due, Measured measured) {
            return program(++begun)
                    .signIn()
                    .onSuccess(done -> measured.add(Step.WHOLE, System.nanoTime() - due))
                    .onSuccess(done -> measured.flowEnded())
                    .onFailure(measured::failed);
        }

        private Program program(int number) {
            if (number % AT_SECOND == 1 && operator.both()) {
                atSecond.incrementAndGet();
                return second;
            }
            return number % WITH_ID_TOKEN == 0 ? first : plain;
        }
    }
}
