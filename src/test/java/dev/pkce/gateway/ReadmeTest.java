package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The README and its guides say what the code does. */
class ReadmeTest {
    private final String readme = read("README.md");

    @ParameterizedTest(name = "the Java examples of {0} are the ones that are run")
    @CsvSource({
        "README.md, EventBusExample",
        "src/site/event-bus.md, EventBusExample EventsExample",
        "src/site/embedding.md, EmbeddingExample TestingExampleTest"
    })
    void examples_are_the_ones_that_are_run(String page, String sources) {
        String examples = Stream.of(sources.split(" ", -1))
                .map(source -> packed(read("src/test/java/dev/pkce/gateway/" + source + ".java")))
                .collect(Collectors.joining());

        assertThat(blocks("java", read(page)))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(examples).contains(packed(block)));
    }

    @Test
    void the_two_commands_come_first() {
        assertThat(blocks("sh", readme).findFirst().orElseThrow())
                .contains("mvn -q compile exec:java", "mvn -B verify");
        assertThat(read(".ci/run")).endsWith("exec mvn -B verify -Preal-providers\n");
    }

    @Test
    void a_gateway_takes_the_settings_of_the_sidecar_guide() throws InvalidConfiguration {
        String shown = blocks("yaml", read("src/site/sidecar.md")).collect(Collectors.joining());
        JsonObject settings = new JsonObject(new Yaml().<Map<String, Object>>load(shown))
                .put("providers", new JsonArray().add(new JsonObject().put("issuer", "https://id.example.com")));

        GatewayConfig config = GatewayConfig.read(Settings.of(settings));

        assertThat(config.http().allowedOrigins()).containsExactly("https://app.example.com");
        assertThat(config.flows().binding()).isEqualTo(Binding.COOKIE);
    }

    private Stream<String> blocks(String language, String page) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map((MatchResult block) -> block.group(1));
    }

    private static String packed(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
