package dev.pkce.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretSettingTest {
    @TempDir
    Path directory;

    @Test
    void comes_from_the_configuration_itself() {
        Settings settings = Settings.of(new JsonObject().put("PKCE_KEY", "hidden"));
        assertThat(settings.secret("key")).isEqualTo(new Secret("hidden")).hasToString("***");
    }

    @Test
    void comes_from_a_file_without_the_newline_at_its_end() throws IOException {
        for (String content : new String[] {"hid den", "hid den\n", "hid den\r\n"}) {
            Settings settings = inFile(Files.writeString(directory.resolve("key"), content));
            assertThat(settings.secret("key")).isEqualTo(new Secret("hid den"));
            assertThatNoException().isThrownBy(settings::check);
        }
    }

    @Test
    void is_null_when_nothing_names_it() {
        assertThat(Settings.of(new JsonObject()).secret("key")).isNull();
    }

    @Test
    void both_ways_at_once_are_a_problem_that_does_not_show_it() {
        Settings settings = Settings.of(new JsonObject().put("key", "hidden").put("key-file", "/nowhere"));
        settings.secret("key");
        assertProblem(settings, "key: must not be given beside key-file");
    }

    @Test
    void a_file_that_cannot_be_read_is_a_problem_that_does_not_show_its_name() throws IOException {
        Path missing = directory.resolve("missing");
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});
        assertUnreadable(missing, "that cannot be read");
        assertUnreadable(directory, "that cannot be read");
        assertUnreadable(binary, "that cannot be read");
        assertUnreadable(empty, "that is empty");
    }

    private static void assertUnreadable(Path file, String reason) {
        Settings settings = inFile(file);
        assertThat(settings.secret("key")).isNull();
        assertProblem(settings, "key-file: names a file " + reason);
    }

    @Test
    void a_number_is_a_problem_that_does_not_show_it() {
        Settings settings = Settings.of(new JsonObject().put("key", 123456));
        assertThat(settings.secret("key")).isNull();
        assertProblem(settings, "key: must be a text; write it in quotes");
    }

    private static Settings inFile(Path file) {
        return Settings.of(new JsonObject().put("key-file", file.toString()));
    }

    private static void assertProblem(Settings settings, String problem) {
        assertThatExceptionOfType(InvalidConfiguration.class)
                .isThrownBy(settings::check)
                .withMessage(problem);
    }
}
