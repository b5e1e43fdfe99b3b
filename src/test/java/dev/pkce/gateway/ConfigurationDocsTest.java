package dev.pkce.gateway;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pkce.gateway.settings.ConfigurationSchema;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The code that reads a key is the first to say so; the shipped file, the README and the schema must say the same. */
class ConfigurationDocsTest {
    private static final Pattern BOUNDS = Pattern.compile("from (\\w+) to (\\w+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[a-z][^|]*`) \\| ([^|]*) \\| ([^|]*)\\|$");

    private final Map<String, JsonObject> known;
    private final ShippedConfiguration shipped = new ShippedConfiguration();
    private final Map<String, List<String>> rows;

    ConfigurationDocsTest() throws InvalidConfiguration, IOException {
        known = KnownKeys.read();
        rows = rows(Files.readString(Path.of("README.md"))
                .replaceFirst("(?s).*\n\\| Key \\| Default \\| Meaning \\|\n", "")
                .replaceFirst("(?s)\n\n.*", "\n"));
    }

    @Test
    void a_key_is_asked_for_whatever_the_others_say() throws IOException {
        Settings whole =
                Settings.of(new JsonObject(new Yaml().<Map<String, Object>>load(ShippedConfiguration.whole())));

        assertThatExceptionOfType(InvalidConfiguration.class).isThrownBy(() -> GatewayConfig.read(whole));
        assertThat(whole.keys().keySet()).isEqualTo(known.keySet());
    }

    @Test
    void the_shipped_file_has_a_line_for_every_key_but_secrets_and_for_no_other() {
        assertThat(shipped.keys().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        known.keySet().stream().filter(key -> !secret(key)).toList());
    }

    @Test
    void the_shipped_file_names_the_variable_of_every_key_above_its_line() {
        Map<String, Set<String>> keys = shipped.keys().values().stream()
                .collect(Collectors.groupingBy(
                        ShippedConfiguration.Entry::comment,
                        Collectors.flatMapping(this::variables, toCollection(TreeSet::new))));

        keys.forEach((comment, variables) ->
                assertThat(found("PKCE_\\w+", comment)).as(comment).containsExactlyInAnyOrderElementsOf(variables));
    }

    /** A secret has no line, which nobody should fill in, but is told of at that of its file. */
    private Stream<String> variables(ShippedConfiguration.Entry entry) {
        return Stream.of(entry.name(), entry.name().replaceFirst("-file$", ""))
                .distinct()
                .filter(key -> key.equals(entry.name()) || secret(key))
                .map(KnownKeys::variable);
    }

    @Test
    void the_shipped_file_shows_or_tells_every_default() {
        known.forEach((key, schema) -> {
            Object fallback = SchemaOfKeys.plain(schema.getValue("default"));
            if (fallback != null && !fallback.equals(line(key).value())) {
                assertThat(line(key).comment())
                        .as(key)
                        .containsPattern("Default: " + Pattern.quote(shown(fallback)) + "\\b");
            }
        });
    }

    @Test
    void the_shipped_file_tells_all_bounds_and_choices() {
        known.forEach((key, schema) -> {
            Matcher bounds = BOUNDS.matcher(schema.getString("errorMessage", ""));
            if (bounds.find()) {
                assertThat(line(key).comment())
                        .as(key)
                        .containsPattern("\\b" + bounds.group(1) + " to " + bounds.group(2) + "\\b");
            }
            schema.getJsonArray("enum", new JsonArray())
                    .forEach(choice -> assertThat(line(key).comment()).as(key).containsPattern("\\b" + choice + "\\b"));
        });
    }

    @Test
    void the_readme_has_a_row_for_every_key_and_for_no_other() {
        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(known.keySet());
    }

    @Test
    void the_readme_tells_every_default() {
        known.forEach((key, schema) -> {
            Object fallback = SchemaOfKeys.plain(schema.getValue("default"));
            if (fallback == null) {
                assertThat(row(key).get(0)).as("%s has no fixed default", key).doesNotMatch("`[^`]*`");
            } else {
                assertThat(row(key).get(0)).as(key).startsWith("`" + shown(fallback) + "`");
            }
        });
    }

    @Test
    void the_readme_tells_no_wrong_bounds() {
        known.forEach((key, schema) -> {
            Matcher bounds = BOUNDS.matcher(schema.getString("errorMessage", ""));
            if (bounds.find()) {
                assertThat(found("\\b\\d\\w* to \\d\\w*", row(key).get(1)))
                        .as(key)
                        .isSubsetOf(bounds.group(1) + " to " + bounds.group(2));
            }
        });
    }

    @Test
    void the_schema_has_every_key_as_the_code_and_the_shipped_file_describe_it() throws IOException {
        JsonObject expected = SchemaOfKeys.of(known, shipped);
        Path made = Files.writeString(Path.of("target", "gateway.schema.json"), expected.encodePrettily() + "\n");

        assertThat(new JsonObject(Files.readString(Path.of("conf/gateway.schema.json"))))
                .as("If the keys are right, copy %s to conf/", made)
                .isEqualTo(expected);
        assertThat(new JsonObject(ConfigurationSchema.text())).isEqualTo(expected);
    }

    @Test
    void every_secret_may_be_in_a_file_of_its_own() {
        Pattern secret = Pattern.compile(".*(secret|password|passphrase|[.-]key)$");

        assertThat(known.keySet().stream().filter(secret.asMatchPredicate()))
                .isNotEmpty()
                .allMatch(this::secret, "is read as a secret")
                .allMatch(key -> known.containsKey(key + "-file"));
    }

    private boolean secret(String key) {
        return known.getOrDefault(key, new JsonObject()).getBoolean("writeOnly", false);
    }

    private ShippedConfiguration.Entry line(String key) {
        return Objects.requireNonNull(shipped.keys().get(key), () -> "conf/gateway.yaml has no line for " + key);
    }

    private List<String> row(String key) {
        return Objects.requireNonNull(rows.get(key), () -> "the README has no row for " + key);
    }

    /** Default and meaning of every key of a table; a name that begins with a dot is of the section before. */
    private static Map<String, List<String>> rows(String table) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        ROW.matcher(table).results().forEach(row -> {
            String section = "";
            for (String cell : found("`[^`]+`", row.group(1))) {
                String name = cell.replace("`", "");
                String key = name.startsWith(".") ? section + name : name;
                section = key.substring(0, Math.max(0, key.lastIndexOf('.')));
                rows.put(key, List.of(row.group(2), row.group(3)));
            }
        });
        return rows;
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String shown(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : value.toString();
    }
}
