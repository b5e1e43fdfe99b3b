package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, whose operator changes its configuration while it runs. */
@ExtendWith(GatewayExtension.class)
class ReloadIT {
    // Whoever runs this may ignore SIGHUP, as nohup does, and the JVM then leaves it so.
    private static final String HEARING =
            "env --default-signal=HUP true 2>/dev/null" + " && exec env --default-signal=HUP \"$@\"; exec \"$@\"";

    private final DevelopmentProvider provider;

    @TempDir
    private Path directory;

    private Path file;
    private GatewayProcess process;
    private TestGateway gateway;

    ReloadIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @BeforeEach
    void start() throws Exception {
        provider.confidentialClient(Login.CLIENT, "canary-one");
        mount("canary-one");
        Files.createSymbolicLink(directory.resolve("secret"), Path.of("..data", "secret"));
        file = directory.resolve("gateway.yaml");
        configure("10m", 0);
        process = GatewayProcess.inShell(HEARING, file, Map.of());
        gateway = new TestGateway(process.url(), provider);
    }

    @AfterEach
    void end() {
        process.close();
    }

    /** As Kubernetes mounts a secret: the whole directory is another one from one moment to the next. */
    private void mount(String secret) throws Exception {
        Path version = Files.createTempDirectory(directory, "..version");
        Files.writeString(version.resolve("secret"), secret + "\n");
        Path link = Files.createSymbolicLink(directory.resolve("..next"), version.getFileName());
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void configure(String ttl, int port) throws Exception {
        Files.writeString(file, """
                http: {port: %d}
                flows: {ttl: %s}
                providers: [{name: main, issuer: "%s", client-id: %s, client-secret-file: "%s"}]
                """.formatted(port, ttl, provider.issuer(), Login.CLIENT, directory.resolve("secret")));
    }

    @Test
    void a_change_of_the_file_is_told_and_takes_effect_as_far_as_it_can() throws Exception {
        configure("5m", 4711);

        told("flows.ttl: 10m -> 5m");
        told("http.port: 0 -> 4711 (takes effect at the next start)");
        signIn();
    }

    @Test
    void a_secret_that_is_mounted_anew_is_used_and_not_told() throws Exception {
        provider.confidentialClient(Login.CLIENT, "canary-two");
        mount("canary-two");

        told("providers[main].client-secret-file: changed");
        signIn();
        assertThat(process.out() + process.err()).doesNotContain("canary");
    }

    @Test
    void a_file_that_cannot_be_used_changes_nothing_and_the_reason_is_told() throws Exception {
        configure("10", 0);
        process.hangUp();

        told("Configuration " + file + " not reloaded, the one before stays: flows.ttl: must be from 1s to 1h");
        signIn();
        Files.writeString(file, "flows: [");
        told(file + ": is not valid YAML (line 1");
        signIn();
    }

    @Test
    void who_hangs_up_is_told_even_if_nothing_has_changed() throws Exception {
        process.hangUp();

        told("Configuration reloaded, changes: 0");
        signIn();
        assertThat(process.alive()).isTrue();
    }

    @Test
    void who_starts_it_to_ignore_hang_ups_is_told_and_the_file_is_followed_all_the_same() throws Exception {
        process.close();
        process = GatewayProcess.inShell("trap '' HUP; exec \"$@\"", file, Map.of());
        gateway = new TestGateway(process.url(), provider);
        assertThat(process.out()).contains("SIGHUP is not heard");

        process.hangUp();
        configure("5m", 0);

        told("flows.ttl: 10m -> 5m");
        signIn();
    }

    private void told(String line) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(process.out()).contains(line));
    }

    private void signIn() {
        Login login = gateway.login();
        login.token(login.approved()).expect(200);
    }
}
