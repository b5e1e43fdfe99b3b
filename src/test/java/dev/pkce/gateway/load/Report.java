package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what was run where, and what came of it, as Markdown. */
final class Report {
    private final PrintWriter out;

    Report(PrintWriter out) {
        this.out = out;
    }

    void machine() {
        out.printf("- Date: %s%n", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        out.printf(
                "- Machine: %d processors (%s), %s %s%n",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
        out.printf(
                "- Load average of the minute before: %.2f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        out.printf("- JDK: %s (%s)%n", Runtime.version(), System.getProperty("java.vendor"));
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }

    void run(int flows, int seconds, boolean atOnce) {
        String mode = atOnce ? "answered at once" : "parked, a person signs in";
        out.printf("- Run: %s; %d flows at once for %d s%n", mode, flows, seconds);
        out.flush();
    }

    void warmUp(Measured thrownAway) {
        out.printf(
                "- Before that, to warm up: %d flows in %.1f s, %d failed%n",
                thrownAway.flows(), thrownAway.seconds(), thrownAway.failures());
        errors(thrownAway);
        out.flush();
    }

    private void errors(Measured measured) {
        measured.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
    }

    void measured(Measured measured) {
        out.printf(
                "- Result: **%.0f flows/s**, %d flows in %.1f s, %d failed%n",
                measured.flows() / Math.max(measured.seconds(), 1e-9),
                measured.flows(),
                measured.seconds(),
                measured.failures());
        errors(measured);
        String perSecond =
                Arrays.stream(measured.perSecond()).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        out.printf("- In each second: %s%n", perSecond);
        table(measured);
    }

    private void table(Measured measured) {
        out.printf("%n| Step, ms | p50 | p90 | p99 | max |%n|---|---|---|---|---|%n");
        measured.steps().forEach((step, samples) -> {
            double[] at = samples.millis(50, 90, 99, 100);
            out.printf("| %s | %.1f | %.1f | %.1f | %.1f |%n", step.label(), at[0], at[1], at[2], at[3]);
        });
        out.println();
    }

    void cpu(CpuTime before, CpuTime after, int flows) {
        Duration gateway = after.gateway().minus(before.gateway());
        if (flows > 0 && !gateway.isZero()) {
            double driver = after.driver().minus(before.driver()).toNanos() / 1e6 / flows;
            out.printf(
                    "CPU per flow: gateway's process %.2f ms, driver %.2f ms%n",
                    gateway.toNanos() / 1e6 / flows, driver);
        }
        out.flush();
    }
}
