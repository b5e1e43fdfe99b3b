package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static final Duration LIFE = Duration.ofSeconds(10);
    private static final int SECONDS_BETWEEN = 5;
    // Every buffer is watched; where a lost one was used is not recorded, which would cost more than the logins do.
    static final List<String> JVM =
            List.of("-Xmx256m", "-Dio.netty.leakDetection.level=paranoid", "-Dio.netty.leakDetection.targetRecords=0");

    @Option(names = "--rate", defaultValue = "300", description = "Logins a second, 1 to 1000 (300).")
    private int rate;

    @Option(names = "--minutes", defaultValue = "15", description = "How long, 1 to 600 (15).")
    private int minutes;

    @Option(names = "--warm-up", defaultValue = "60", description = "Seconds before that do not count, 0 to 600 (60).")
    private int warmUp;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rate < 1 || rate > 1000 || minutes < 1 || minutes > 600 || warmUp < 0 || warmUp > 600) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--rate, --minutes or --warm-up is out of bounds");
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        DevelopmentProvider quick = DevelopmentProvider.start(vertx, 0).await().autoApprove(true);
        DevelopmentProvider patient = DevelopmentProvider.start(vertx, 0).await();
        try (ServingGateway gateway = ServingGateway.start(Traffic.environment(quick, patient, LIFE), JVM)) {
            new Report(out).machine();
            out.printf("- Run: %d logins/s for %d min; JVM: %s%n", rate, minutes, String.join(" ", JVM));
            return run(gateway, new Traffic(vertx, gateway.url(), quick, patient));
        } finally {
            vertx.close().await();
        }
    }

    private int run(ServingGateway gateway, Traffic traffic) throws IOException, InterruptedException {
        warmUp(traffic);
        List<Footprint> footprints = new ArrayList<>();
        out.printf(
                "| Minute | logins | heap after GC, MiB | RSS, MiB | threads | descriptors |%n|---|---|---|---|---|---|%n");
        Verdicts verdicts = new Verdicts(LIFE);
        OpenLoop logins = traffic.begin(rate, verdicts);
        for (int minute = 1; minute <= minutes; minute++) {
            int descriptors = minute(gateway.pid());
            Footprint footprint = Footprint.of(gateway.pid(), descriptors);
            footprints.add(footprint);
            out.printf(
                    "| %d | %d | %.1f | %.0f | %d | %d |%n",
                    minute,
                    logins.started(),
                    footprint.heapMebibytes(),
                    footprint.residentMebibytes(),
                    footprint.threads(),
                    footprint.descriptors());
        }
        logins.stop().await();
        // Until the last flow is forgotten and the last connection has idled away.
        Thread.sleep(LIFE.plusSeconds(30).toMillis());
        Footprint after = Footprint.of(gateway.pid());
        // Netty tells of what the collection found when it hands out the next buffers.
        traffic.signIn().await();
        out.printf(
                "%n- the driver began no login more than %d ms late%n",
                logins.latest().toMillis());
        gateway.warnings().forEach((warning, times) -> out.printf("- the gateway warned %d x: %s%n", times, warning));
        return tell(verdicts, footprints, after, gateway.leaks());
    }

    /** Lasts one; of the descriptors that are open within it, seen every few seconds, the median. */
    private static int minute(long pid) throws IOException, InterruptedException {
        int[] seen = new int[60 / SECONDS_BETWEEN];
        for (int i = 0; i < seen.length; i++) {
            Thread.sleep(1000L * SECONDS_BETWEEN);
            seen[i] = Footprint.openDescriptors(pid);
        }
        Arrays.sort(seen);
        return seen[seen.length / 2];
    }

    /** A quarter of the logins, half of them, then all: a cold gateway, and a cold driver, keep up with fewer. */
    private void warmUp(Traffic traffic) throws InterruptedException {
        Verdicts cold = new Verdicts(LIFE);
        for (int some : List.of(Math.max(1, rate / 4), Math.max(1, rate / 2), rate)) {
            OpenLoop logins = traffic.begin(some, cold);
            Thread.sleep(1000L * warmUp / 3);
            logins.stop();
        }
        out.printf("- Before that, to warm up: %d s, in which %d ended otherwise%n%n", warmUp, cold.unexpected());
    }

    private int tell(Verdicts verdicts, List<Footprint> footprints, Footprint after, int leaks) {
        out.printf("- errors of the provider: %d, met: %d", verdicts.faultsPlanted(), verdicts.faultsMet());
        verdicts.outcomes().forEach((outcome, times) -> out.printf("%n- %s: %d", outcome, times));
        out.printf("%n- unexpected: %d; slower than flows live: %d", verdicts.unexpected(), verdicts.late());
        verdicts.errors().forEach((error, times) -> out.printf("%n  - %d x %s", times, error));
        out.printf("%n- flows in the heap at the end: %d; descriptors: %d%n", after.flows(), after.descriptors());
        out.printf("- leaks that Netty found: %d%n", leaks);
        boolean flat = Footprint.flat(footprints, out);
        boolean right = verdicts.unexpected() == 0 && verdicts.late() == 0;
        return flat && right && after.flows() == 0 && leaks == 0 ? 0 : 1;
    }
}
