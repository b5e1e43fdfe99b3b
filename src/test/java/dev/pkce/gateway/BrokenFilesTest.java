package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.settings.Given;
import dev.pkce.gateway.settings.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Files whose broken line holds a secret, however they are read; and what becomes of whoever asks for a reload. */
@ExtendWith(GatewayExtension.class)
class BrokenFilesTest {
    private final TestGateway gateway;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    private final LogCapture log = new LogCapture();

    @TempDir
    private Path directory;

    BrokenFilesTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("gateway.yaml");
        Files.writeString(
                file,
                "providers: [{issuer: '%s'}]\n".formatted(gateway.provider().issuer()));
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private Reloads reloads() throws Exception {
        Given given = Configuration.read(SettingsLoader.load(vertx, file).await(20, TimeUnit.SECONDS))
                .given();
        return new Reloads(vertx, file, gateway.gateway(), given);
    }

    @ParameterizedTest
    @DisplayName("R13: nothing quotes a line that cannot be read")
    @ValueSource(
            strings = {
                "client-secret: \"canary",
                "client-secret:canary\n    client-id: x",
                "client-secret: canary: x",
                "client-secret: %canary",
                "client-secret: @canary",
                "client-secret: !canary x",
                "client-secret: *canary",
                "client-secret: {canary}",
                "client-secret: {canary: x}",
                "client-secret: [canary]",
                "client-secret: [{canary: x}]",
                "client-secret: canary\u0001",
                "client-secret: canary\uFFFF",
                "client-secret: canary\n    client-secret: canary",
                "client-secret: canary\n   client-id: x",
                "\tclient-secret: canary",
                "client-id: {client-secret:canary: x}",
                "client-secret: 'canary\n  - x'y'"
            })
    void no_secret_is_told(String line) throws Exception {
        Reloads reloads = reloads();
        String broken = "providers:\n  - issuer: https://id.example/\n    " + line + "\n";
        Files.write(file, broken.replace("\uFFFF", "\u00ff").getBytes(StandardCharsets.ISO_8859_1));

        String checked = answer(new CheckCommand());
        String served = answer(new ServeCommand());
        reloads.ask();

        await().until(() -> log.text().contains("the one before stays"));
        assertThat(checked).isNotBlank().doesNotContain("canary");
        assertThat(served).isEqualTo(checked);
        assertThat(log.text()).doesNotContain("canary");
    }

    private String answer(Object command) {
        StringWriter told = new StringWriter();
        int exit = new CommandLine(command)
                .setOut(new PrintWriter(told))
                .setErr(new PrintWriter(told))
                .execute("-c", file.toString());
        assertThat(exit).as(told.toString()).isEqualTo(2);
        return told.toString();
    }

    @Test
    void who_asks_while_a_look_is_under_way_is_not_forgotten() throws Exception {
        Reloads reloads = reloads();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        // The only worker: so the first look has read the files once the second of these has begun, and is not over.
        vertx.executeBlocking(() -> asked.await(20, TimeUnit.SECONDS));
        reloads.ask();
        vertx.executeBlocking(() -> {
            looked.countDown();
            return over.await(20, TimeUnit.SECONDS);
        });
        asked.countDown();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();

        reloads.ask();
        over.countDown();

        await().until(() -> log.text().split("Configuration reloaded, changes: 0", -1).length == 3);
    }
}
