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

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds of each before that (30).")
    private int warmUp;

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

    private final List<Contender> started = new ArrayList<>();
    private boolean failed;
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
        out.printf("- Run: %d rounds of %d s each, 64 connections, after %d s of each%n", rounds, seconds, warmUp);
        try {
            Contender gateway = gateway(installation, jvm);
            Contender bare = vertx(installation, "bare handler", "/", "/", BareChallenges.class);
            warm(started);
            long warm = System.currentTimeMillis();
            if (filling) {
                Contender filled = gateway.again("gateway, while it is filled");
                Contender meanwhile = bare.again(bare.name());
                fill(filled, meanwhile);
                tell(List.of(filled, meanwhile));
            } else {
                store(gateway);
            }
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            rounds(started);
            tell(started);
            if (peers) {
                besidePeers(gateway.again(gateway.name()), peers(installation, directory));
            }
            out.printf("%n| | |%n|---|---|%n");
            watched.tell(out, "of the gateway", gateway.server(), warm);
            watched.tell(out, "of the bare handler", bare.server(), warm);
            return failed ? 1 : 0;
        } finally {
            started.forEach(Contender::close);
        }
    }

    private Contender gateway(Installation installation, String jvm) throws Exception {
        List<String> environment = List.of(
                "env",
                "JAVA_OPTS=" + jvm,
                "PKCE_FLOWS_MAX=" + Math.max(1_000_000, stored) * 5L / 4,
                "PKCE_HTTP_HOST=127.0.0.1");
        List<String> command = installation.gateway(
                Stream.concat(environment.stream(), pinned().stream()).toList());
        return start("gateway", "/pkce/challenge", "/pkce/challenge", command);
    }

    private Contender vertx(Installation installation, String name, String path, String up, Class<?> main)
            throws Exception {
        return start(name, path, up, installation.beside(pinned(), main.getName()));
    }

    private List<Contender> peers(Installation installation, Path directory) throws Exception {
        Contender handler = vertx(installation, "OAuth2AuthHandler", "/page", "/up", LoginPeer.class);
        if (!ApachePeer.installed()) {
            return List.of(handler);
        }
        List<String> apache = Stream.concat(pinned().stream(), ApachePeer.command(directory).stream())
                .toList();
        return List.of(handler, start("mod_auth_openidc", "/page", "/up", apache));
    }

    /** Each at work alone: a peer that looks through its sessions every second would take the processor from the others. */
    private void besidePeers(Contender gateway, List<Contender> peers) throws IOException, InterruptedException {
        for (Contender peer : peers) {
            peer.ask(warmUp, cpu);
            peer.server().pause();
        }
        try {
            for (int round = 0; round < rounds; round++) {
                gateway.round(seconds, cpu);
                for (Contender peer : peers) {
                    peer.server().resume();
                    peer.round(seconds, cpu);
                    peer.server().pause();
                }
            }
        } finally {
            for (Contender peer : peers) {
                peer.server().resume();
            }
        }
        tell(Stream.concat(Stream.of(gateway), peers.stream()).toList());
    }

    private Contender start(String name, String path, String up, List<String> command) throws Exception {
        Contender contender = new Contender(name, path, Started.run(command, java, up));
        started.add(contender);
        return contender;
    }

    private List<String> pinned() {
        return List.of("taskset", "-c", Integer.toString(1 - cpu));
    }

    private void warm(List<Contender> contenders) throws IOException {
        for (Contender contender : contenders) {
            contender.ask(warmUp, cpu);
        }
    }

    /** From nothing, in a process that has compiled its code, in turn with the bare handler. */
    private void fill(Contender gateway, Contender bare) throws IOException, InterruptedException {
        HttpRequest clear = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.server().port() + "/pkce/clear"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient.newHttpClient().send(clear, BodyHandlers.discarding());
        while (gateway.requests() < stored) {
            gateway.round(1, cpu);
            bare.round(1, cpu);
        }
        out.printf("- Filled: %d flows%n", gateway.requests());
    }

    private void store(Contender gateway) throws IOException {
        while (gateway.requests() < stored) {
            gateway.ask(1, cpu);
        }
        out.printf("- Stored: %d flows%n", gateway.requests());
    }

    private void rounds(List<Contender> contenders) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : contenders) {
                contender.round(seconds, cpu);
            }
        }
    }

    /** The first beside each of the others. */
    private void tell(List<Contender> contenders) {
        double first = contenders.get(0).median(Wrk::perSecond);
        out.printf("%n| | gateway : it | requests/s | CPU, µs | p50, ms | p99, ms | p99 of each round | failed |%n");
        out.printf("|---|---|---|---|---|---|---|---|%n");
        for (Contender it : contenders) {
            double rate = it.median(Wrk::perSecond);
            out.printf(
                    "| %s | **%.2f** | %.0f | %.1f | %.2f | %.2f | %s | %d |%n",
                    it.name(),
                    first / rate,
                    rate,
                    it.cpuMicros(),
                    it.median(Wrk::p50),
                    it.median(Wrk::p99),
                    it.each("%.1f", Wrk::p99),
                    it.failed());
            failed |= it.failed() > 0;
        }
    }
}
