package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeededPkceTest {
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private static JsonObject json() {
        return new JsonObject()
                .put("response_type", "code")
                .put("state", "s")
                .put("nonce", "n")
                .put("code_challenge", CHALLENGE)
                .put("code_challenge_method", "S256")
                .put("client_id", "c")
                .put("scope", new JsonArray().add("openid"));
    }

    private static SeededPkce seed() {
        return SeededPkce.fromJson(json());
    }

    @Test
    void every_member_is_read_and_written() {
        JsonObject all = json().put("redirect_uri", "https://app.example/cb")
                .put("domain", "example.com")
                .put("audience", "https://api.example")
                .put("screen_hint", "signup")
                .put("prompt", "login")
                .put("organization", "org")
                .put("invitation", "inv")
                .put("response_mode", "form_post")
                .put("dpop_jkt", CHALLENGE)
                .put(
                        "ADDITIONAL_PARAMETERS",
                        new JsonObject().put("display", "popup").put("max_age", "60"));

        SeededPkce seed = SeededPkce.fromJson(all);

        assertThat(seed.toJson()).isEqualTo(all);
        assertThat(seed.parameters()).containsEntry("max_age", "60").hasSize(9);
        assertThat(seed().toJson()).isEqualTo(json());
    }

    @Test
    void a_seed_for_a_challenge_has_its_members() {
        ChallengedPkce challenge = new ChallengedPkce("s", "n", CHALLENGE, new Secret("verifier"));

        assertThat(SeededPkce.of(challenge, "c", List.of("openid"))).isEqualTo(seed());
    }

    @Test
    void what_is_changed_leaves_the_rest() {
        assertThat(seed().withRedirectUri("r").toJson()).isEqualTo(json().put("redirect_uri", "r"));
        assertThat(seed().withDomain("d").toJson()).isEqualTo(json().put("domain", "d"));
        assertThat(seed().with("prompt", "login").toJson()).isEqualTo(json().put("prompt", "login"));
        assertThat(seed().with("prompt", "none")
                        .withUsual(Map.of("prompt", "login", "audience", "a"))
                        .toJson())
                .isEqualTo(json().put("prompt", "none").put("audience", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "response_type",
                "state",
                "nonce",
                "code_challenge",
                "code_challenge_method",
                "client_id",
                "scope"
            })
    void a_required_member_is_asked_for_by_name(String member) {
        JsonObject without = json();
        without.remove(member);

        refuses(without, "invalid_request", "\"" + member + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "code_challenge_method, plain, invalid_request",
        "code_challenge, short, invalid_request",
        "dpop_jkt, short, invalid_request",
        "response_mode, fragment, invalid_request",
        "response_mode, web_message, invalid_request",
        "scope, 'a\"b', invalid_scope",
        "scope, '   ', invalid_scope",
        "scope, UNKNOWN, invalid_scope",
        "nonce, 'a b', invalid_request",
        "ADDITIONAL_PARAMETERS, text, invalid_request"
    })
    void a_value_outside_its_rule_is_refused(String member, String value, String error) {
        refuses(json().put(member, value), error, member);
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "redirect_uri", "request_uri", "code_verifier", "claims", "prompt", "dpop_jkt"})
    void the_additional_parameters_are_not_those_of_the_protocol(String name) {
        refuses(
                json().put("ADDITIONAL_PARAMETERS", new JsonObject().put(name, "x")),
                "invalid_request",
                "ADDITIONAL_PARAMETERS");
    }

    @Test
    void an_additional_parameter_that_nobody_knows_goes_nowhere() {
        JsonObject additional = new JsonObject().put("foo", 1).put("bar", "x").put("hd", "example.com");

        assertThat(SeededPkce.fromJson(json().put("ADDITIONAL_PARAMETERS", additional))
                        .parameters())
                .isEqualTo(Map.of("hd", "example.com"));
    }

    @Test
    void some_parameters_may_be_held_and_others_not() {
        assertThat(List.of("prompt", "hd", "audience")).allMatch(SeededPkce::mayHold);
        assertThat(List.of("state", "foo", "")).noneMatch(SeededPkce::mayHold);
    }

    @Test
    void a_scope_is_a_list_or_a_text_and_names_nothing_twice() {
        assertThat(scope("openid  profile openid")).containsExactly("openid", "profile");
        assertThat(scope(new JsonArray()
                        .add("openid")
                        .add("UNKNOWN")
                        .add("")
                        .add("email")
                        .add("openid")))
                .containsExactly("openid", "email");
    }

    @Test
    void a_scope_is_of_64_names_at_most() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            names.add("s" + i);
        }

        assertThat(scope(new JsonArray(names))).hasSize(64);
        refuses(json().put("scope", new JsonArray(names).copy().add("s64")), "invalid_scope", "64");
        refuses(json().put("scope", new JsonArray(Collections.nCopies(65, "s"))), "invalid_scope", "64");
        refuses(json().put("scope", new JsonArray()), "invalid_scope", "1");
        refuses(json().put("scope", new JsonArray().add(1)), "invalid_request", "scope");
        refuses(json().put("scope", 1), "invalid_request", "scope");
        refuses(json().put("scope", "s".repeat(257)), "invalid_scope", "scope");
    }

    private static List<String> scope(Object scope) {
        return SeededPkce.fromJson(json().put("scope", scope)).scope();
    }

    @Test
    void what_the_generated_clients_cannot_read_is_left_out_for_them() {
        SeededPkce seed = new SeededPkce(
                "s",
                "n",
                CHALLENGE,
                "c",
                List.of("openid", "api"),
                "r",
                "d",
                Map.of("prompt", "consent", "screen_hint", "signup", "audience", "any", "display", "page"));

        SeededPkce readable = seed.readable();

        assertThat(readable.scope()).containsExactly("openid");
        assertThat(readable.parameters()).isEqualTo(Map.of("screen_hint", "signup", "audience", "any"));
        assertThat(readable.redirectUri()).isEqualTo("r");
        assertThat(readable.domain()).isEqualTo("d");
    }

    @Test
    void a_request_to_authorize_is_a_seed_with_two_more_members() {
        JsonObject json = json().put("application_id", "app").put("wait", 3);

        AuthorizeRequest request = AuthorizeRequest.fromJson(json);

        assertThat(request.seed()).isEqualTo(seed());
        assertThat(request.toJson()).isEqualTo(json);
    }

    private static void refuses(JsonObject json, String error, String named) {
        assertThatThrownBy(() -> SeededPkce.fromJson(json)).isInstanceOfSatisfying(PkceException.class, failure -> {
            assertThat(failure.problem().error()).isEqualTo(error);
            assertThat(failure.problem().detail()).contains(named);
        });
    }
}
