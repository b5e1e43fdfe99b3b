package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what the code does. */
class ReadmeTest {
    private final String readme = read("README.md");

    @Test
    void its_java_example_is_the_one_that_is_run() {
        String example = packed(read("src/test/java/dev/pkce/gateway/EventBusExample.java"));

        assertThat(blocks("java"))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(example).contains(packed(block)));
    }

    @Test
    void the_two_commands_come_first() {
        assertThat(blocks("sh").findFirst().orElseThrow()).contains("mvn -q compile exec:java", "mvn -B verify");
        assertThat(read(".ci/run")).endsWith("exec mvn -B verify -Preal-providers\n");
    }

    private Stream<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
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
