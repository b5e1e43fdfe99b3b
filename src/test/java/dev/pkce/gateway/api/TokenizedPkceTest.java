package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizedPkceTest {
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static JsonObject code() {
        return new JsonObject()
                .put("grant_type", "authorization_code")
                .put("client_id", "c")
                .put("code", "the code")
                .put("redirect_uri", "https://app.example/cb")
                .put("code_verifier", VERIFIER);
    }

    private static JsonObject refresh() {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", "c")
                .put("refresh_token", "the token");
    }

    @Test
    void every_member_of_either_grant_is_read_and_written() {
        for (JsonObject json : new JsonObject[] {code(), refresh()}) {
            assertThat(TokenizedPkce.fromJson(json).toJson()).isEqualTo(json);
            json.put("audience", "a").put("domain", "d").put("dpop", "a.b.c");
            assertThat(TokenizedPkce.fromJson(json).toJson()).isEqualTo(json);
        }
    }

    @Test
    void a_call_without_what_few_providers_need_can_be_made_by_hand() {
        assertThat(new TokenizedPkce.AuthorizationCode(
                        "c", new Secret("the code"), "https://app.example/cb", new Secret(VERIFIER), null))
                .isEqualTo(TokenizedPkce.fromJson(code()));
        assertThat(new TokenizedPkce.Refresh("c", new Secret("the token"), null))
                .isEqualTo(TokenizedPkce.fromJson(refresh()));
    }

    @Test
    void a_refresh_token_may_stand_in_code_as_the_sdks_send_it() {
        JsonObject json = refresh().put("code", "the token");
        json.remove("refresh_token");

        assertThat(TokenizedPkce.fromJson(json)).isEqualTo(TokenizedPkce.fromJson(refresh()));
    }

    @Test
    void what_is_changed_leaves_the_rest() {
        Secret proof = new Secret("a.b.c");
        for (JsonObject json : new JsonObject[] {code(), refresh()}) {
            TokenizedPkce call = TokenizedPkce.fromJson(json);

            assertThat(call.withDomain("d").toJson()).isEqualTo(json.copy().put("domain", "d"));
            assertThat(call.withProof(proof).toJson()).isEqualTo(json.copy().put("dpop", "a.b.c"));
            assertThatThrownBy(() -> call.withProof(new Secret("no proof")).checked())
                    .isInstanceOf(PkceException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, , invalid_request",
        "grant_type, password, unsupported_grant_type",
        "client_id, , invalid_request",
        "code, , invalid_request",
        "redirect_uri, , invalid_request",
        "code_verifier, , invalid_request",
        "code_verifier, short, invalid_request",
        "dpop, a.b, invalid_dpop_proof",
        "dpop, a.b.c.d, invalid_dpop_proof"
    })
    void a_call_outside_the_rules_is_refused(String member, String value, String error) {
        assertThatThrownBy(() -> TokenizedPkce.fromJson(code().put(member, value)))
                .isInstanceOfSatisfying(PkceException.class, failure -> {
                    assertThat(failure.problem().kind()).isEqualTo(Problem.Kind.INVALID_REQUEST);
                    assertThat(failure.problem().error()).isEqualTo(error);
                });
    }

    @Test
    void a_refresh_needs_a_token() {
        assertThatThrownBy(() -> TokenizedPkce.fromJson(refresh().putNull("refresh_token")))
                .hasMessageContaining("refresh_token");
    }

    @ParameterizedTest
    @ValueSource(ints = {43, 128})
    void a_verifier_is_of_43_to_128_characters(int length) {
        assertThat(TokenizedPkce.fromJson(code().put("code_verifier", "~".repeat(length))))
                .isNotNull();
    }

    @Test
    void a_proof_is_bounded_and_none_if_unknown() {
        String longest = "a." + "b".repeat(8188) + ".c";

        assertThat(TokenizedPkce.fromJson(code().put("dpop", longest)).proof()).isEqualTo(new Secret(longest));
        assertThatThrownBy(() -> TokenizedPkce.fromJson(code().put("dpop", "b" + longest)))
                .isInstanceOf(PkceException.class);
        assertThat(TokenizedPkce.fromJson(code().put("dpop", "UNKNOWN")).proof())
                .isNull();
    }
}
