package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Logins at a steady rate for a long time, some of which go wrong; see load-tests/README.md. */
@Command(
        name = "soak.sh",
        description = "Signs people in for long, with faults, and looks at what the gateway's process keeps.",
        mixinStandardHelpOptions = true)
final class Soak implements Callable<Integer> {
    private static final int TTL_SECONDS = 10;
    // Every buffer is watched; where a lost one was used is not recorded, which would cost more than the logins do.
    private static final List<String> JVM =
            List.of("-Xmx256m", "-Dio.netty.leakDetection.level=paranoid", "-Dio.netty.leakDetection.targetRecords=0");

    @Option(names = "--rate", defaultValue = "300", description = "Logins a second, 1 to 1000 (300).")
    private int rate;

    @Option(names = "--minutes", defaultValue = "15", description = "How long, 1 to 600 (15).")
    private int minutes;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 1000 || minutes < 1 || minutes > 600) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate or --minutes is out of bounds");
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        DevelopmentProvider quick = DevelopmentProvider.start(vertx, 0).await().autoApprove(true);
        DevelopmentProvider patient = DevelopmentProvider.start(vertx, 0).await();
        try (ServingGateway gateway = ServingGateway.start(environment(quick, patient), JVM)) {
            new Report(out).machine();
            out.printf("- Run: %d logins/s for %d min; JVM: %s%n%n", rate, minutes, String.join(" ", JVM));
            return run(vertx, gateway, new Traffic(vertx, gateway.url(), quick, patient));
        } finally {
            vertx.close().await();
        }
    }

    private static Map<String, String> environment(DevelopmentProvider quick, DevelopmentProvider patient) {
        return Map.of(
                "PKCE_PROVIDERS_0_NAME",
                "quick",
                "PKCE_PROVIDERS_0_ISSUER",
                quick.issuer(),
                "PKCE_PROVIDERS_0_CLIENT_ID",
                Traffic.QUICK,
                "PKCE_PROVIDERS_1_NAME",
                "patient",
                "PKCE_PROVIDERS_1_ISSUER",
                patient.issuer(),
                "PKCE_PROVIDERS_1_CLIENT_ID",
                Traffic.PATIENT,
                "PKCE_FLOWS_TTL",
                TTL_SECONDS + "s");
    }

    private int run(Vertx vertx, ServingGateway gateway, Traffic traffic) throws IOException, InterruptedException {
        List<Footprint> footprints = new ArrayList<>();
        out.printf(
                "| Minute | logins | heap after GC, MiB | RSS, MiB | threads | descriptors |%n|---|---|---|---|---|---|%n");
        vertx.runOnContext(begin -> traffic.begin(rate));
        for (int minute = 1; minute <= minutes; minute++) {
            Thread.sleep(Duration.ofMinutes(1).toMillis());
            Footprint footprint = Footprint.of(gateway.pid());
            footprints.add(footprint);
            out.printf(
                    "| %d | %d | %.1f | %.0f | %d | %d |%n",
                    minute,
                    traffic.started(),
                    footprint.heapMebibytes(),
                    footprint.residentMebibytes(),
                    footprint.threads(),
                    footprint.descriptors());
        }
        traffic.end();
        // Until the last flow is forgotten and the last connection has idled away.
        Thread.sleep(Duration.ofSeconds(TTL_SECONDS + 30).toMillis());
        Footprint after = Footprint.of(gateway.pid());
        return tell(traffic, footprints, after, gateway.leaks());
    }

    private int tell(Traffic traffic, List<Footprint> footprints, Footprint after, int leaks) {
        traffic.outcomes().forEach((outcome, times) -> out.printf("%n- %s: %d", outcome, times));
        out.printf("%n- unexpected: %d", traffic.unexpected());
        traffic.errors().forEach((error, times) -> out.printf("%n  - %d x %s", times, error));
        out.printf("%n- flows in the heap at the end: %d; descriptors: %d%n", after.flows(), after.descriptors());
        out.printf("- leaks that Netty found: %d%n", leaks);
        boolean flat = Footprint.flat(footprints, out);
        return flat && traffic.unexpected() == 0 && after.flows() == 0 && leaks == 0 ? 0 : 1;
    }
}
