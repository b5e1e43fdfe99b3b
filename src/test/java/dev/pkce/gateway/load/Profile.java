package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a challenge costs, part by part; see load-tests/README.md. */
@Command(
        name = "profile.sh",
        description = "Has Java Flight Recorder tell what the event loop does for GET /pkce/challenge.",
        mixinStandardHelpOptions = true)
public final class Profile implements Callable<Integer> {
    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before it is looked at (20).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "10", description = "How long it is looked at (10).")
    private int seconds;

    @Option(names = "--options", defaultValue = "-Xmx1g", description = "More options of the JVM (-Xmx1g).")
    private String options = "";

    @Option(names = "--cpu", defaultValue = "1", description = "The processor of wrk; the gateway has the other (1).")
    private int cpu;

    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Profile()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("profile");
        Installation installation = Installation.in(directory, java, options);
        new Report(out).machine();
        out.printf(
                "- JDK that is measured: %s, %s%n", installation.version(), String.join(" ", installation.options()));
        List<String> command = installation.gateway(List.of(
                "env",
                "JAVA_OPTS=" + options + " -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints",
                "PKCE_FLOWS_MAX=1250000",
                "PKCE_HTTP_HOST=127.0.0.1",
                "taskset",
                "-c",
                Integer.toString(1 - cpu)));
        try (Contender gateway =
                new Contender("gateway", "/pkce/challenge", Started.run(command, java, "/pkce/challenge"))) {
            gateway.ask(warmUp, cpu);
            look(gateway, directory.resolve("profile.jfr"));
        }
        return 0;
    }

    private void look(Contender gateway, Path recording) throws IOException, InterruptedException {
        long pid = gateway.server().pid();
        jcmd(pid, "JFR.start", "name=profile", "settings=profile");
        CpuTime before = CpuTime.now(pid);
        Wrk asked = gateway.ask(seconds, cpu);
        double nanos = CpuTime.now(pid).gateway().minus(before.gateway()).toNanos();
        jcmd(pid, "JFR.dump", "name=profile", "filename=" + recording);
        double micros = nanos / 1e3 / asked.requests();
        out.printf("- %.0f requests/s, p99 %.1f ms; %.1f µs of CPU each%n", asked.perSecond(), asked.p99(), micros);
        Map<String, Double> shares = Costs.of(recording);
        out.printf("%n| | of the samples | µs |%n|---|---|---|%n");
        shares.forEach((part, share) -> out.printf("| %s | %.1f %% | %.1f |%n", part, 100 * share, micros * share));
    }

    private void jcmd(long pid, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(java.resolve("bin/jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
