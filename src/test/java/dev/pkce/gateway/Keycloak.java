package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.Browser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** A Keycloak in a process of its own, and what a person does at its pages. */
final class Keycloak implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final Path LOG = Path.of("target/keycloak.log");

    private final KeycloakRealm realm = new KeycloakRealm();
    private final String issuer;
    private final Process process;
    private final Thread end = new Thread(this::destroy);

    private Keycloak(Path home) throws IOException {
        int port = FreePort.next();
        issuer = "http://localhost:" + port + "/realms/" + KeycloakRealm.NAME;
        Path imported = Files.createDirectories(home.resolve("data/import")).resolve("realm.json");
        Files.writeString(imported, realm.json().encode());
        process = run(home, port);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Starts the one that the profile {@code real-providers} unpacked. */
    static Keycloak start() {
        Keycloak keycloak;
        try {
            keycloak = new Keycloak(Path.of(System.getProperty("keycloak.home")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try {
            await().atMost(LONGEST_START).until(keycloak::answers);
        } catch (RuntimeException slow) {
            keycloak.close();
            throw slow;
        }
        return keycloak;
    }

    private static Process run(Path home, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://localhost:" + port,
                "--import-realm");
        builder.environment().keySet().removeIf(name -> name.startsWith("KC_"));
        builder.environment().put("JAVA_HOME", GatewayProcess.ownJdk().toString());
        builder.environment().put("JAVA_OPTS", "-Xms64m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return builder.redirectErrorStream(true).redirectOutput(LOG.toFile()).start();
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak ended; see " + LOG);
        }
        try {
            String discovery = issuer + "/.well-known/openid-configuration";
            return new Browser().get(discovery).statusCode() == 200;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    KeycloakRealm realm() {
        return realm;
    }

    String issuer() {
        return issuer;
    }

    /** Makes this the only provider of a gateway's configuration; its part of it. */
    JsonObject behind(JsonObject config) {
        JsonObject provider = new JsonObject().put("issuer", issuer);
        config.put("providers", new JsonArray().add(provider));
        return provider;
    }

    /** Somebody logs in, and is brought back. */
    Tab signIn(String url) {
        return logIn(new Tab(url));
    }

    /** The same at a login page that is open already. */
    Tab logIn(Tab tab) {
        return submit(tab, Map.of("username", "ada", "password", realm.password()));
    }

    /** Somebody sends the form of an open page, and is brought back if that was the last of them. */
    Tab submit(Tab tab, Map<String, String> filled) {
        tab.submit(filled);
        if (tab.formLeadsTo("/pkce/response/code")) {
            // response_mode=form_post: the page posts itself to the callback.
            tab.submit(Map.of());
        }
        return tab;
    }

    /** Ends it and the JVM that its script started. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(end);
        destroy();
    }

    private void destroy() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
