package dev.pkce.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void a_property_wins_over_a_variable_and_a_variable_over_the_file() {
        JsonObject tree = section("port", 1);
        assertThat(port(tree)).isEqualTo(1);
        assertThat(port(tree.put("PKCE_HTTP_PORT", "2"))).isEqualTo(2);
        assertThat(port(tree.put("pkce.http.port", "3"))).isEqualTo(3);
    }

    @Test
    void an_empty_value_is_the_same_as_none() {
        JsonObject tree = section("port", 1).put("PKCE_HTTP_PORT", "").put("pkce.http.host", " ");
        assertThat(port(tree)).isEqualTo(1);
        assertThat(Settings.of(tree).section("http").text("host", "localhost")).isEqualTo("localhost");
        assertThat(Settings.of(section("host", "")).section("http").text("host"))
                .isNull();
        assertThat(Settings.of(section("host", null)).section("http").text("host"))
                .isNull();
    }

    @Test
    void a_list_in_the_environment_is_separated_by_commas() {
        Settings http = Settings.of(section("names", "x").put("PKCE_HTTP_NAMES", "a, b,,c "))
                .section("http");
        assertThat(http.texts("names", Rule.ANY)).containsExactly("a", "b", "c");
    }

    @Test
    void a_list_in_the_file_is_a_list_or_a_single_text_with_its_commas() {
        assertThat(Settings.of(section("names", new JsonArray().add("a,b").add("c")))
                        .section("http")
                        .texts("names", Rule.ANY))
                .containsExactly("a,b", "c");
        assertThat(Settings.of(section("names", "a,b")).section("http").texts("names", Rule.ANY))
                .containsExactly("a,b");
    }

    @Test
    void sections_may_exist_in_the_environment_only() {
        Settings root = Settings.of(new JsonObject()
                .put("list", new JsonArray().add(new JsonObject().put("a-b", "file")))
                .put("PKCE_LIST_1_A_B", "variable")
                .put("pkce.list[2].a-b", "property"));
        assertThat(root.sections("list").stream().map(section -> section.text("a-b")))
                .containsExactly("file", "variable", "property");
        assertThat(problems(root)).isEmpty();
    }

    @Test
    void a_huge_index_makes_no_sections() {
        Settings root = Settings.of(new JsonObject().put("PKCE_LIST_999999999_A", "x"));
        assertThat(root.sections("list")).isEmpty();
        assertThat(problems(root)).containsExactly("PKCE_LIST_999999999_A: unknown key");
    }

    @ParameterizedTest
    @CsvSource({"250ms,250", "10s,10000", "10m,600000", "1h,3600000", "0s,0"})
    void a_duration_has_a_unit(String text, long millis) {
        Settings http = Settings.of(section("wait", text)).section("http");
        assertThat(http.duration("wait", Duration.ofDays(1), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofMillis(millis));
        assertThat(problems(http)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-1s", "1.5s", "2h", "10 s", "1d", "s", "99999999999s"})
    void a_wrong_duration_is_a_problem_and_reads_as_the_default(String text) {
        Settings http = Settings.of(section("wait", text)).section("http");
        assertThat(http.duration("wait", Duration.ofMinutes(1), Duration.ofMillis(250), Duration.ofHours(1)))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(problems(http))
                .containsExactly("http.wait: must be from 250ms to 1h, written with its unit (ms, s, m or h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1.5", "-1", "65536", "99999999999", "0x10"})
    void a_wrong_number_is_a_problem_and_reads_as_the_default(String text) {
        Settings http = Settings.of(section("port", text)).section("http");
        assertThat(http.integer("port", 7, 0, 65535)).isEqualTo(7);
        assertThat(problems(http)).containsExactly("http.port: must be a whole number from 0 to 65535");
    }

    @Test
    void a_rate_without_its_period_is_told_the_form_although_yaml_reads_it_as_a_number() {
        Settings http = Settings.of(section("code", 60)).section("http");
        assertThat(http.rate("code")).isEmpty();
        assertThat(problems(http))
                .containsExactly("http.code: must be a count (1 to 1000000) and a period (1s to 1h), such as 60/1m");
    }

    @Test
    void a_flag_is_true_or_false() {
        Settings http = Settings.of(
                        section("on", true).put("PKCE_HTTP_OFF", "false").put("PKCE_HTTP_ODD", "yes"))
                .section("http");
        assertThat(http.flag("on", false)).isTrue();
        assertThat(http.flag("off", true)).isFalse();
        assertThat(http.flag("odd", true)).isTrue();
        assertThat(problems(http)).containsExactly("http.odd: must be true or false");
    }

    @Test
    void a_number_where_a_text_belongs_is_a_problem_because_its_digits_may_be_lost() {
        Settings root = Settings.of(new JsonObject()
                .put("id", 83)
                .put("list", new JsonArray().add("a").add(1)));
        assertThat(root.text("id", "default")).isEqualTo("default");
        assertThat(root.texts("list", Rule.ANY)).containsExactly("a");
        assertThat(problems(root))
                .containsExactly(
                        "id: must be a text; write it in quotes", "list[1]: must be a text; write it in quotes");
    }

    @Test
    void a_text_that_breaks_its_rule_is_dropped_with_a_problem() {
        Settings root = Settings.of(new JsonObject()
                .put("word", "no")
                .put("words", new JsonArray().add("yes").add("no")));
        Rule rule = text -> "yes".equals(text) ? null : "must be yes";
        assertThat(root.text("word", rule)).isNull();
        assertThat(root.required("word", rule)).isEmpty();
        assertThat(root.required("other", rule)).isEmpty();
        assertThat(root.texts("words", rule)).containsExactly("yes");
        assertThat(problems(root)).containsExactly("other: is required", "word: must be yes", "words[1]: must be yes");
    }

    @Test
    void a_value_where_a_section_belongs_is_a_problem() {
        Settings root = Settings.of(new JsonObject().put("http", 1).put("list", new JsonArray().add("x")));
        root.section("http");
        root.sections("list");
        assertThat(problems(root))
                .containsExactly(
                        "http: must hold keys of its own",
                        "list: must be a list whose elements hold keys of their own");
    }

    @Test
    void an_unknown_key_names_the_nearest_known_one_of_its_kind() {
        JsonObject tree = section("prot", 1)
                .put("PKCE_HTTP_PROT", "1")
                .put("pkce.htpp.port", "1")
                .put("zzzzzz", 1);
        Settings root = Settings.of(tree);
        root.section("http").integer("port", 1, 0, 9);
        assertThat(problems(root))
                .containsExactly(
                        "PKCE_HTTP_PROT: unknown key; did you mean PKCE_HTTP_PORT?",
                        "http.prot: unknown key; did you mean http.port?",
                        "pkce.htpp.port: unknown key; did you mean pkce.http.port?",
                        "zzzzzz: unknown key");
    }

    @Test
    void a_word_that_is_shortened_stands_for_the_whole() {
        Settings root = Settings.of(
                new JsonObject().put("PKCE_TLS_CERT_FILE", "x").put("tls", new JsonObject().put("cert", "x")));
        Settings tls = root.section("tls");
        List.of("certificate-file", "key-file", "port").forEach(tls::text);

        assertThat(problems(root))
                .containsExactly(
                        "PKCE_TLS_CERT_FILE: unknown key; did you mean PKCE_TLS_CERTIFICATE_FILE?",
                        "tls.cert: unknown key; did you mean tls.certificate-file?");
    }

    @Test
    void another_word_in_a_known_section_is_no_misspelling() {
        Settings root = Settings.of(section("colour", "red"));
        root.section("http").text("host");

        assertThat(problems(root)).containsExactly("http.colour: unknown key");
    }

    @Test
    void what_is_no_list_is_told_what_a_list_of_it_holds() {
        Settings root = Settings.of(new JsonObject().put("accepted", true).put("names", 1));
        root.texts("accepted", Rule.oneOf(List.of("a", "b")));
        root.texts("names", Rule.ANY);

        assertThat(problems(root))
                .containsExactly(
                        "accepted: must be a list of texts, each of which must be one of a, b",
                        "names: must be a list of texts");
    }

    @Test
    void a_key_has_one_problem_at_a_time() {
        Settings root = Settings.of(section("port", "x"));
        root.section("http").integer("port", 1, 0, 9);
        root.problem("http.port", "is a consequence");

        assertThat(problems(root)).containsExactly("http.port: must be a whole number from 0 to 9");
    }

    @Test
    void the_reading_code_is_the_list_of_the_keys() {
        Settings root = Settings.of(new JsonObject().put("PKCE_LIST_1_NAME", "x"));
        root.integer("port", 1, 0, 9);
        root.secret("password");
        root.sections("list").forEach(section -> section.text("name", section.text("name") == null ? "a" : "b"));

        assertThat(root.keys())
                .containsOnlyKeys("port", "password", "password-file", "list[].name")
                .containsEntry(
                        "port",
                        new JsonObject()
                                .put("type", "integer")
                                .put("minimum", 0)
                                .put("maximum", 9)
                                .put("errorMessage", "must be a whole number from 0 to 9")
                                .put("default", 1))
                .containsEntry(
                        "password", new JsonObject().put("type", "string").put("writeOnly", true))
                .containsEntry("list[].name", new JsonObject().put("type", "string"));
    }

    @Test
    void a_default_gives_way_to_the_file_the_environment_and_the_properties() {
        JsonObject tree = section("given", "file").put("PKCE_HTTP_NAMES", "a,b").put("pkce.http.port", "3");
        Settings http = Settings.of(tree)
                .section("http")
                .withDefaults(Map.of("given", "x", "names", List.of("x"), "port", 9, "more", List.of("y"), "on", true));

        assertThat(http.text("given")).isEqualTo("file");
        assertThat(http.texts("names", Rule.ANY)).containsExactly("a", "b");
        assertThat(http.integer("port", 1, 0, 9)).isEqualTo(3);
        assertThat(http.texts("more", Rule.ANY)).containsExactly("y");
        assertThat(http.flag("on", false)).isTrue();
        assertThat(http.has("on")).isTrue();
        assertThat(problems(http)).isEmpty();
    }

    @Test
    void a_default_that_nobody_reads_is_no_problem_but_a_key_that_is_given_is() {
        Settings root = Settings.of(section("typo", 1));
        root.section("http").withDefaults(Map.of("port", 1)).has("host");

        assertThat(problems(root)).containsExactly("http.typo: unknown key");
    }

    @Test
    void the_variables_of_a_kubernetes_service_are_no_mistake() {
        Settings root = Settings.of(new JsonObject()
                .put("PKCE_GATEWAY_SERVICE_HOST", "10.0.0.1")
                .put("PKCE_GATEWAY_SERVICE_PORT_HTTP", "80")
                .put("PKCE_GATEWAY_PORT", "tcp://10.0.0.1:80")
                .put("PKCE_PORT_80_TCP_ADDR", "10.0.0.1")
                .put("PKCE_PORT", "80"));
        assertThat(problems(root)).containsExactly("PKCE_PORT: unknown key");
    }

    @Test
    void a_section_of_the_file_cannot_pose_as_a_system_property() {
        JsonObject tree = new JsonObject().put("pkce", section("port", 2));
        assertThat(port(tree)).isEqualTo(7);
    }

    private static int port(JsonObject tree) {
        return Settings.of(tree).section("http").integer("port", 7, 0, 9);
    }

    private static JsonObject section(String key, @Nullable Object value) {
        return new JsonObject().put("http", new JsonObject().put(key, value));
    }

    private static List<String> problems(Settings settings) {
        InvalidConfiguration invalid = catchThrowableOfType(InvalidConfiguration.class, settings::check);
        return invalid == null ? List.of() : invalid.getMessage().lines().toList();
    }
}
