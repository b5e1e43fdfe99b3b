package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logins at provider B at a steady rate, while provider A is well and while it hangs; see load-tests/README.md. */
@Command(
        name = "one-provider-hangs.sh",
        description = "Compares logins at one provider while another one is well and while it hangs.",
        mixinStandardHelpOptions = true)
final class OneProviderHangs implements Callable<Integer> {
    private static final int WARM_UP_SECONDS = 15;
    private static final int HANGING_SECONDS = 2;
    private static final int RECOVERY_SECONDS = 20;

    @Option(names = "--rate", defaultValue = "100", description = "Logins a second at B (100).")
    private int rate;

    @Option(names = "--callers", defaultValue = "200", description = "Callers who hang at A (200).")
    private int callers;

    @Option(names = "--seconds", defaultValue = "5", description = "How long each phase is measured, 1 to 5 (5).")
    private int seconds;

    @Option(names = "--rounds", defaultValue = "3", description = "How often the two phases take turns (3).")
    private int rounds;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new OneProviderHangs()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Vertx providers = Vertx.vertx();
        DevelopmentProvider a = DevelopmentProvider.start(providers, 0).await().autoApprove(true);
        DevelopmentProvider b = DevelopmentProvider.start(providers, 0).await().autoApprove(true);
        Map<String, String> environment = Map.of(
                "PKCE_PROVIDERS_0_NAME", "a",
                "PKCE_PROVIDERS_0_ISSUER", a.issuer(),
                "PKCE_PROVIDERS_0_CLIENT_ID", "a",
                "PKCE_PROVIDERS_1_NAME", "b",
                "PKCE_PROVIDERS_1_ISSUER", b.issuer(),
                "PKCE_PROVIDERS_1_CLIENT_ID", "b",
                "PKCE_PROVIDERS_1_DEFAULT", "true",
                "PKCE_FLOWS_TTL", "30s");
        try (ServingGateway gateway = ServingGateway.start(environment)) {
            return compare(gateway.url(), a);
        } finally {
            Future.all(vertx.close(), providers.close()).await();
        }
    }

    private int compare(String gateway, DevelopmentProvider a) {
        WebClient client = WebClient.create(
                vertx, new WebClientOptions().setUserAgentEnabled(false), new PoolOptions().setHttp1MaxSize(2000));
        Program atA = new Program(client, gateway, "a");
        Program atB = new Program(client, gateway, "b");
        Report report = new Report(out);
        report.machine();
        out.printf(
                "- Run: %d logins/s at B; %d callers at A; %d s a phase, %d rounds%n", rate, callers, seconds, rounds);
        phase(atB, WARM_UP_SECONDS);
        List<Double> ratios = new ArrayList<>();
        int failed = 0;
        out.printf(
                "%n| Round | A is well: p50 | p99, ms | A hangs: p50 | p99, ms | p99 ratio |%n|---|---|---|---|---|---|%n");
        for (int round = 1; round <= rounds; round++) {
            Measured well = phase(atB, seconds);
            Measured hanging = whileHanging(a, atA, atB);
            double[] before = well.steps().get(Step.WHOLE).millis(50, 99);
            double[] during = hanging.steps().get(Step.WHOLE).millis(50, 99);
            ratios.add(during[1] / before[1]);
            failed += well.failures() + hanging.failures();
            well.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
            hanging.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
            out.printf(
                    "| %d | %.1f | %.1f | %.1f | %.1f | %.2f |%n",
                    round, before[0], before[1], during[0], during[1], during[1] / before[1]);
        }
        ratios.sort(null);
        out.printf("%nMedian ratio of the p99: **%.2f**; %d logins at B failed%n", ratios.get(rounds / 2), failed);
        return failed == 0 ? 0 : 1;
    }

    private Measured whileHanging(DevelopmentProvider a, Program atA, Program atB) {
        a.faults().on(Leg.AUTHORIZE, Fault.hang());
        vertx.runOnContext(begin -> hang(atA, callers));
        phase(atB, HANGING_SECONDS);
        Measured measured = phase(atB, seconds);
        a.faults().clear();
        // Until the last of them has given up and the breaker lets the first one through again.
        phase(atB, RECOVERY_SECONDS);
        atA.challenge().compose(atA::code).timeout(30, TimeUnit.SECONDS).await();
        return measured;
    }

    /** One caller after the other, for all at once would be what is measured. */
    private void hang(Program atA, int left) {
        if (left > 0) {
            atA.challenge().compose(atA::code);
            vertx.setTimer(5, later -> hang(atA, left - 1));
        }
    }

    /** Logins at B, each timed from when it was due. */
    private Measured phase(Program atB, int duration) {
        Measured measured = new Measured(Integer.MAX_VALUE);
        OpenLoop logins = new OpenLoop(
                        vertx,
                        rate,
                        due -> atB.signIn()
                                .onSuccess(done -> measured.add(Step.WHOLE, System.nanoTime() - due))
                                .onFailure(measured::failed))
                .begin();
        vertx.timer(duration, TimeUnit.SECONDS)
                .compose(over -> logins.stop())
                .timeout(duration + 60L, TimeUnit.SECONDS)
                .await();
        return measured;
    }
}
