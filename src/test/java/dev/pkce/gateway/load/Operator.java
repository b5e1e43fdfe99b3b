package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Changes the configuration of a gateway that runs, time and again: another secret, another time to live, and a second
 * provider that comes and goes. The first provider takes nothing but the newest secret soon after the gateway has it.
 */
final class Operator {
    static final String FIRST = "first";
    static final String SECOND = "second";

    private static final long PAUSE_SECONDS = 2;
    private static final long PATIENCE_SECONDS = 30;

    private final Path file;
    private final DevelopmentProvider first;
    private final DevelopmentProvider second;
    private final PrintWriter out;
    private volatile boolean both;
    private int turns;
    private long began;

    Operator(Path file, DevelopmentProvider first, DevelopmentProvider second, PrintWriter out) throws IOException {
        this.file = file;
        this.first = first;
        this.second = second;
        this.out = out;
        first.confidentialClient(FIRST, secret());
        Files.writeString(file, configuration(false));
    }

    /** Whether there is a second provider to sign in at. */
    boolean both() {
        return both;
    }

    /** Puts all of it in the place of what was before, by the file alone or by the signal. */
    void change(ServingGateway gateway) throws Exception {
        began = turns == 0 ? System.nanoTime() : began;
        String before = secret();
        boolean more = ++turns % 2 == 1;
        first.confidentialClient(FIRST, before, secret());
        both = false;
        pause();
        CompletableFuture<?> told = CompletableFuture.allOf(
                gateway.says("providers[first].client-secret: changed"),
                gateway.says("flows.ttl: "),
                gateway.says("Configuration reloaded"));
        Files.writeString(file, configuration(more));
        if (!more) {
            gateway.hangUp();
        }
        told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long inForce = System.nanoTime();
        pause();
        first.confidentialClient(FIRST, secret());
        both = more;
        out.printf(
                "- Change %d, in force %d s after the beginning: another secret and time to live, second provider %s; by %s%n",
                turns,
                TimeUnit.NANOSECONDS.toSeconds(inForce - began),
                more ? "there" : "gone",
                more ? "the file" : "SIGHUP");
        pause();
    }

    /** Puts a file there that would change all of it and has one mistake, then one that is no YAML. */
    void spoil(ServingGateway gateway) throws Exception {
        CompletableFuture<String> reloaded = gateway.says("Configuration reloaded");
        spoil(gateway, wrong(), "http.host");
        spoil(gateway, "flows: [", "YAML");
        if (reloaded.isDone()) {
            throw new IllegalStateException("a broken file was taken");
        }
    }

    private void spoil(ServingGateway gateway, String text, String reason) throws Exception {
        CompletableFuture<String> refused = gateway.says("not reloaded");
        Files.writeString(file, text);
        gateway.hangUp();
        String said = refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!said.contains(reason)) {
            throw new IllegalStateException("refused for another reason: " + said);
        }
        pause();
        out.printf("- Broken file (%s): refused%n", reason);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    }

    private String secret() {
        return "secret-" + turns;
    }

    private String configuration(boolean more) {
        return """
                http: {port: 0}
                management: {port: 0}
                flows: {ttl: %ds}
                providers:
                  - {name: first, default: true, issuer: "%s", client-id: first, client-secret: "%s"}
                """.formatted(300 + turns, first.issuer(), secret())
                + (more ? "  - {name: second, issuer: \"%s\", client-id: second}%n".formatted(second.issuer()) : "");
    }

    private String wrong() {
        return """
                http: {port: 0, host: "not a host"}
                flows: {ttl: 1s}
                providers: [{name: first, issuer: "%s", client-id: first, client-secret: wrong}]
                """.formatted(first.issuer());
    }
}
