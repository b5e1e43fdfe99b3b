package dev.pkce.gateway.load;

import dev.pkce.gateway.challenge.BareChallenges;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many challenges a second, beside a bare handler and beside other gateways; see load-tests/README.md. */
@Command(
        name = "ceiling.sh",
        description = "Compares GET /pkce/challenge with a bare Vert.x handler that makes the same and keeps nothing.",
        mixinStandardHelpOptions = true)
public final class Ceiling implements Callable<Integer> {
    // Older challenges make room only then.
    private static final int IDLE_SECONDS = 11;

    @Option(names = "--java", description = "The home of the JDK to measure (that of this program).")
    private Path java = Path.of(System.getProperty("java.home"));

    @Option(names = "--rounds", defaultValue = "5", description = "Of each, in turn (5).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "Of each round (3).")
    private int seconds;

    @Option(names = "--stored", defaultValue = "1000", description = "Flows stored beforehand (1,000).")
    private int stored;

    @Option(names = "--filling", description = "Also while the store is filled from nothing to --stored.")
    private boolean filling;

    @Option(names = "--peers", description = "Also the OAuth2 handler of vertx-web and mod_auth_openidc.")
    private boolean peers;

    @Option(names = "--options", defaultValue = "-Xmx1g", description = "More options of the JVMs (-Xmx1g).")
    private String options = "";

    @Option(names = "--cpu", defaultValue = "1", description = "The processor of wrk; the servers have the rest (1).")
    private int cpu;

    private final List<Contender> contenders = new ArrayList<>();
    private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Ceiling()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("ceiling");
        Watched watched = new Watched(directory);
        String jvm = watched.with(options);
        Installation installation = Installation.in(directory, java, jvm);
        new Report(out).machine();
        out.printf(
                "- JDK that is measured: %s, %s%n", installation.version(), String.join(" ", installation.options()));
        out.printf("- Run: %d rounds of %d s each, 64 connections, %d flows stored%n", rounds, seconds, stored);
        try {
            start(installation, directory, jvm);
            for (Contender contender : contenders) {
                contender.ask(2 * seconds, cpu);
            }
            long warm = System.currentTimeMillis();
            @Nullable Wrk filled = filling ? fill() : null;
            store();
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : contenders) {
                    contender.round(seconds, cpu);
                }
            }
            tell(filled);
            out.printf("%n| | |%n|---|---|%n");
            watched.tell(out, "of the gateway", contenders.get(0).server(), warm);
            watched.tell(out, "of the bare handler", contenders.get(1).server(), warm);
            return contenders.stream().allMatch(contender -> contender.failed() == 0) ? 0 : 1;
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void start(Installation installation, Path directory, String jvm) throws Exception {
        List<String> pinned = List.of("taskset", "-c", Integer.toString(1 - cpu));
        List<String> environment =
                List.of("env", "JAVA_OPTS=" + jvm, "PKCE_FLOWS_MAX=" + stored * 5L / 4, "PKCE_HTTP_HOST=127.0.0.1");
        add(
                "gateway",
                "/pkce/challenge",
                "/pkce/challenge",
                installation.gateway(
                        Stream.concat(environment.stream(), pinned.stream()).toList()));
        add("bare handler", "/", "/", installation.beside(pinned, BareChallenges.class.getName()));
        if (peers) {
            add("OAuth2AuthHandler", "/page", "/up", installation.beside(pinned, LoginPeer.class.getName()));
            if (ApachePeer.installed()) {
                List<String> apache = Stream.concat(pinned.stream(), ApachePeer.command(directory).stream())
                        .toList();
                add("mod_auth_openidc", "/page", "/up", apache);
            }
        }
    }

    private void add(String name, String path, String up, List<String> command) throws Exception {
        contenders.add(new Contender(name, path, Started.run(command, java, up)));
    }

    /** From nothing, in a process that has compiled its code. */
    private Wrk fill() throws IOException, InterruptedException {
        Contender gateway = contenders.get(0);
        HttpRequest clear = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.server().port() + "/pkce/clear"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().send(clear, BodyHandlers.discarding());
        Wrk trial = contenders.get(1).ask(seconds, cpu);
        long before = gateway.requests();
        Wrk filled = gateway.ask((int) Math.ceil(stored / (trial.perSecond() * 0.8)), cpu);
        out.printf("- Filled: %d flows%n", gateway.requests() - before);
        return filled;
    }

    private void store() throws IOException, InterruptedException {
        Contender gateway = contenders.get(0);
        while (gateway.requests() < stored) {
            gateway.ask(1, cpu);
        }
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    }

    private void tell(@Nullable Wrk filled) {
        double gateway = contenders.get(0).median(Wrk::perSecond);
        out.printf("%n| | gateway : it | requests/s | p50, ms | p99, ms | p99 of each round | failed |%n");
        out.printf("|---|---|---|---|---|---|---|%n");
        for (Contender it : contenders) {
            double rate = it.median(Wrk::perSecond);
            out.printf(
                    "| %s | **%.2f** | %.0f | %.2f | %.2f | %s | %d |%n",
                    it.name(),
                    gateway / rate,
                    rate,
                    it.median(Wrk::p50),
                    it.median(Wrk::p99),
                    it.each("%.1f", Wrk::p99),
                    it.failed());
        }
        if (filled != null) {
            double bare = contenders.get(1).median(Wrk::perSecond);
            out.printf(
                    "| gateway, filling | (of the bare one: **%.2f**) | %.0f | %.2f | %.2f | | %d |%n",
                    filled.perSecond() / bare, filled.perSecond(), filled.p50(), filled.p99(), filled.failed());
        }
    }
}
