package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal here also checks that the provider heard nothing and that the right seed works afterwards. */
@ExtendWith(GatewayExtension.class)
class SeedRefusalTest {
    private static final String INVALID = "invalid_request";

    @ParameterizedTest(name = "B2: a seed with another {0} than the issued one is refused")
    @ValueSource(strings = {"code_challenge", "nonce"})
    void bound_to_its_challenge(String member, TestGateway gateway) {
        String other = gateway.login().challenge().getString("challenge");

        Seeds.refused(gateway, INVALID, seed -> seed.put(member, other));
    }

    @ParameterizedTest(name = "B6: response_type {0} is refused")
    @ValueSource(strings = {"token", "id_token", "code token", "code id_token", "CODE", "UNKNOWN", "none"})
    void response_type(String type, TestGateway gateway) {
        Seeds.refused(gateway, "unsupported_response_type", seed -> seed.put("response_type", type));
    }

    @ParameterizedTest(name = "B7: a seed with method {0} is refused")
    @ValueSource(strings = {"plain", "UNKNOWN", "s256", "S256 ", "S512", ""})
    void method(String method, TestGateway gateway) {
        Seeds.refused(gateway, INVALID, seed -> seed.put("code_challenge_method", method));
    }

    @ParameterizedTest(name = "B8: code_challenge {0} is refused")
    @MethodSource("badChallenges")
    void code_challenge(String challenge, TestGateway gateway) {
        Seeds.refused(gateway, INVALID, seed -> seed.put("code_challenge", challenge));
    }

    static Stream<String> badChallenges() {
        String good = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        String short42 = good.substring(1);
        return Stream.of(
                short42,
                good + "a",
                "a".repeat(128),
                "a".repeat(129),
                short42 + "=",
                good + "=",
                short42 + "+",
                short42 + "/",
                short42 + " ",
                short42 + ".",
                short42 + "\u00e9",
                good + "\n",
                "");
    }

    @ParameterizedTest(name = "B9: a seed without {0} is refused by name")
    @ValueSource(
            strings = {
                "response_type",
                "state",
                "nonce",
                "code_challenge",
                "code_challenge_method",
                "scope",
                "client_id"
            })
    void required_members(String member, TestGateway gateway) {
        String detail = Seeds.refused(gateway, INVALID, seed -> seed.remove(member))
                .json()
                .getString("detail");

        assertThat(detail).contains('"' + member + '"');
    }

    @ParameterizedTest(name = "B21: {1} is not {0}, whose name is another")
    @CsvSource({
        "state,State",
        "state,'state '",
        "nonce,NONCE",
        "client_id,client-id",
        "client_id,clientId",
        "response_type,' response_type'",
        "scope,scope[]"
    })
    void look_alikes(String member, String other, TestGateway gateway) {
        String detail = Seeds.refused(gateway, INVALID, seed -> seed.put(other, seed.remove(member)))
                .json()
                .getString("detail");

        assertThat(detail).contains('"' + member + '"');
    }

    @ParameterizedTest(name = "B11: ADDITIONAL_PARAMETERS cannot hold {0}")
    @ValueSource(
            strings = {
                "state",
                "redirect_uri",
                "client_id",
                "response_type",
                "code_challenge",
                "code_challenge_method",
                "request",
                "request_uri",
                "nonce",
                "scope",
                "response_mode",
                "audience",
                "prompt"
            })
    void additional_parameters_cannot_shadow(String name, TestGateway gateway) {
        JsonObject additional = new JsonObject().put(name, "https://evil.example/");

        Seeds.refused(gateway, INVALID, seed -> seed.put("ADDITIONAL_PARAMETERS", additional));
    }

    @Test
    @DisplayName("B11: ADDITIONAL_PARAMETERS that nobody knows are dropped")
    void unknown_additional_parameters(TestGateway gateway) {
        Login login = gateway.login();
        JsonObject additional = new JsonObject()
                .put("State", "a")
                .put("redirect_uri ", "https://evil.example/")
                .put("redirect_uri[]", "https://evil.example/")
                .put("x&redirect_uri", "https://evil.example/")
                .put("resource", new JsonArray().add(1));

        gateway.postJson("/pkce/code", login.seed().put("ADDITIONAL_PARAMETERS", additional), "Prefer", "respond-async")
                .expect(202);

        assertThat(Seeds.asked(gateway, login.state()).query().pairs()).hasSize(8);
    }

    @ParameterizedTest(name = "B15: scope {0} is refused")
    @ValueSource(
            strings = {
                "[]",
                "[\"openid profile\"]",
                "[\"open\\\"id\"]",
                "[\"open\\\\id\"]",
                "[\"\"]",
                "\"\"",
                "\" \"",
                "\"open\\\"id\"",
                "[\"op\u00e9nid\"]"
            })
    void bad_scopes(String scope, TestGateway gateway) {
        Object value = new JsonArray("[" + scope + "]").getValue(0);

        Seeds.refused(gateway, "invalid_scope", seed -> seed.put("scope", value));
    }

    @ParameterizedTest(name = "B17: response_mode {0} is refused")
    @ValueSource(strings = {"fragment", "web_message", "jwt", "QUERY"})
    void response_mode(String mode, TestGateway gateway) {
        Seeds.refused(gateway, INVALID, seed -> seed.put("response_mode", mode));
    }
}
