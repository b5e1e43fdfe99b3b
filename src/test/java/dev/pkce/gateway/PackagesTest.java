package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pkce.gateway.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What is installed with the gateway says what the programs that read it understand. */
@ExtendWith(VertxExtension.class)
class PackagesTest {
    private static final Path KUBERNETES = Path.of("conf", "kubernetes");
    private static final Path DOCKER = Path.of("conf", "docker");
    private static final String SECRETS = "/run/secrets/pkce-gateway";

    @ParameterizedTest(name = "Kubernetes knows every member of {0}.yaml")
    @ValueSource(strings = {"several", "shared", "sidecar"})
    void kubernetes_knows_every_member(String manifest) throws Exception {
        for (JsonObject document : documents(manifest)) {
            // The clients of Kubernetes refuse what its API does not have, and what is of another type there.
            Class.forName("io.kubernetes.client.openapi.models.V1" + document.getString("kind"))
                    .getMethod("fromJson", String.class)
                    .invoke(null, document.encode());
        }
    }

    @ParameterizedTest(name = "The gateway reads the configuration in {0}.yaml")
    @ValueSource(strings = {"several", "shared", "sidecar"})
    void the_gateway_reads_its_configuration(String manifest, Vertx vertx, @TempDir Path directory) throws Exception {
        String yaml = documents(manifest).stream()
                .filter(document -> document.getString("kind").equals("ConfigMap"))
                .map(map -> map.getJsonObject("data").getString("gateway.yaml"))
                .findFirst()
                .orElseThrow();
        Files.writeString(directory.resolve("client-secret"), "your-client-secret");
        Files.writeString(directory.resolve("redis-password"), "your-redis-password");
        Files.writeString(directory.resolve("keys"), Base64.getEncoder().encodeToString(new byte[32]));
        Path file = Files.writeString(directory.resolve("gateway.yaml"), yaml.replace(SECRETS, directory.toString()));

        GatewayConfig config = GatewayConfig.load(vertx, file).await(10, TimeUnit.SECONDS);

        assertThat(List.of(1000, 9464))
                .containsExactly(config.http().port(), config.management().port());
        assertThat(config.unbound()).isFalse();
    }

    @Test
    void the_gateway_reads_the_configuration_of_the_image() throws Exception {
        Map<String, Object> yaml = new Yaml().load(Files.readString(DOCKER.resolve("gateway.yaml")));
        JsonObject tree = new JsonObject(yaml)
                .put("PKCE_HTTP_PUBLIC_URL", "http://localhost:1000")
                .put("PKCE_FLOWS_BINDING", "confirm")
                .put("PKCE_PROVIDERS_0_ISSUER", "https://id.example.com/");

        assertThat(GatewayConfig.read(Settings.of(tree)).http().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void what_the_image_copies_is_there_and_not_ignored() throws Exception {
        String ignore = Files.readString(DOCKER.resolve("Dockerfile.dockerignore"));
        List<String> copied = Pattern.compile("(?m)^COPY (?:--chmod=\\d+ )?((?!--)\\S+) ")
                .matcher(Files.readString(DOCKER.resolve("Dockerfile")))
                .results()
                .map(copy -> copy.group(1))
                .toList();

        assertThat(copied)
                .hasSize(4)
                .allSatisfy(path -> assertThat(Path.of(path)).exists())
                .allSatisfy(path -> assertThat(ignore.lines().filter(line -> line.startsWith("!")))
                        .anyMatch(line -> path.startsWith(line.substring(1))));
    }

    @Test
    void systemd_understands_its_unit(@TempDir Path directory) throws Exception {
        String unit = Files.readString(Path.of("conf", "systemd", "pkce-gateway.service"));
        Path script = Path.of("conf", "bin", "pkce-gateway").toAbsolutePath();
        Path installed = Files.writeString(
                directory.resolve("pkce-gateway.service"),
                unit.replace("/opt/pkce-gateway/bin/pkce-gateway serve", script + " serve"));

        assertThat(said("systemd-analyze", "verify", installed.toString())).isEmpty();
    }

    @Test
    void shells_understand_the_script() throws Exception {
        assertThat(said("shellcheck", Path.of("conf", "bin", "pkce-gateway").toString()))
                .isEmpty();
    }

    /** What a program says that is skipped where it is missing, but for a build server. */
    private static String said(String... command) throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command[0])));
        assumeTrue(there || "true".equals(System.getenv("CI")), "Needs " + command[0] + " on the PATH");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<JsonObject> documents(String manifest) throws Exception {
        Iterable<Object> documents = new Yaml().loadAll(Files.readString(KUBERNETES.resolve(manifest + ".yaml")));
        return StreamSupport.stream(documents.spliterator(), false)
                .map(PackagesTest::json)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static JsonObject json(Object document) {
        return new JsonObject((Map<String, Object>) document);
    }
}
