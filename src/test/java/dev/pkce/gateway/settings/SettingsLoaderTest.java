package dev.pkce.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(30)
class SettingsLoaderTest {
    @TempDir
    Path directory;

    @Test
    void file_environment_and_properties_are_laid_over_one_another() throws Exception {
        Path values = directory.resolve("values");
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dpkce.http.c=property",
                "-Dhttp=not ours",
                SettingsProcess.class.getName(),
                yaml("http: {a: file, b: file, c: file, d: }").toString(),
                values.toString());
        process.environment().put("PKCE_HTTP_B", "0123");
        process.environment().put("PKCE_HTTP_C", "variable");
        File log = directory.resolve("log").toFile();
        int exit = process.redirectErrorStream(true).redirectOutput(log).start().waitFor();
        assertThat(exit).as(Files.readString(log.toPath())).isZero();
        assertThat(values).content().isEqualToNormalizingNewlines("file\n0123\nproperty\n\n");
    }

    @Test
    void no_file_is_needed(Vertx vertx) throws Exception {
        assertThat(SettingsLoader.load(vertx, null).await(10, TimeUnit.SECONDS).text("any"))
                .isNull();
    }

    @Test
    void a_missing_file_is_a_problem(Vertx vertx) {
        Path file = directory.resolve("missing.yaml");
        assertThat(failure(vertx, file)).hasMessage(file + ": does not exist");
    }

    @Test
    void a_directory_is_a_problem(Vertx vertx) {
        assertThat(failure(vertx, directory)).hasMessageStartingWith(directory + ": cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "text", "[a, b: c]", "- a: b"})
    void a_file_that_is_no_mapping_is_a_problem(String content, Vertx vertx) throws IOException {
        Path file = yaml(content);
        assertThat(failure(vertx, file)).hasMessage(file + ": must be a mapping of keys to values");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret: \"hidden",
                "secret: !hidden x",
                "secret: !hidden!x y",
                "a: b\nsecret:hidden\nc: d",
                "secret: %hidden",
                "a: b\n---\nsecret: hidden"
            })
    void bad_yaml_is_a_problem_that_quotes_nothing(String content, Vertx vertx) throws IOException {
        Path file = yaml(content);
        assertThat(failure(vertx, file))
                .hasMessageStartingWith(file + ": is not valid YAML (line ")
                .hasMessageNotContaining("hidden")
                .hasNoCause();
    }

    @Test
    void a_yaml_bomb_is_refused_at_once(Vertx vertx) throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 25; i++) {
            bomb.append("a%d: &a%d {x: *a%d, y: *a%d}\n".formatted(i, i, i - 1, i - 1));
        }
        Path file = yaml(bomb.toString());
        assertThat(failure(vertx, file)).hasMessage(file + ": must not use aliases (line 2, column 13)");
    }

    @Test
    void a_key_given_twice_is_refused_wherever_it_stands(Vertx vertx) throws IOException {
        Path outer = yaml("http: {port: 1}\nflows: {}\nhttp: {port: 2}\n");
        assertThat(failure(vertx, outer)).hasMessage(outer + ": must not give a key twice (line 3, column 1)");

        Path inner = yaml("providers:\n- id: a\n  client-secret: hidden\n  client-secret: other\n");
        assertThat(failure(vertx, inner))
                .hasMessage(inner + ": must not give a key twice (line 4, column 3)")
                .hasMessageNotContaining("hidden");
    }

    private Path yaml(String content) throws IOException {
        return Files.writeString(directory.resolve("gateway.yaml"), content);
    }

    private static Throwable failure(Vertx vertx, Path file) {
        return SettingsLoader.load(vertx, file)
                .<Throwable>map(settings -> new AssertionError("loaded"))
                .recover(Future::succeededFuture)
                .await();
    }
}
