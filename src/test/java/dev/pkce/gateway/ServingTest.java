package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ServingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"serve", "serve -c gateway.yaml", "serve -c /etc/pkce-gateway/gateway.yaml", "serve -c ./g.yaml"
            })
    @DisplayName("what is run as a service is served without a parser")
    void plain_words_need_no_parser(String line) {
        assertThat(Serving.plainly(line.split(" "))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"gateway.yaml", "/etc/pkce-gateway/gateway.yaml", "../a b.yaml", "a=b"})
    @DisplayName("the parser understands the same file")
    void the_parser_understands_the_same_file(String name) {
        ConfigurationFile parsed = new ConfigurationFile();
        new CommandLine(parsed).parseArgs("-c", name);

        assertThat(Serving.plainly("serve", "-c", name)).isPresent();
        assertThat(parsed.path()).isEqualTo(Path.of(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "serve --help",
                "serve -c",
                "serve -c @file",
                "serve -c -V",
                "serve -c \"quoted\"",
                "serve -c a b",
                "serve --config=a",
                "serve -ca"
            })
    @DisplayName("everything else is left to the parser")
    void the_rest_is_left_to_the_parser(String line) {
        assertThat(Serving.plainly(line.split(" "))).isEmpty();
    }
}
