package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class SeedTest {
    @Test
    @DisplayName("B1: a seed with every member becomes exactly one authorization request")
    void upstream_request_is_exact(TestGateway gateway) {
        Login login = gateway.login();

        Map<String, String> asked = ask(gateway, Seeds.full(gateway, login));

        assertThat(asked).isEqualTo(expected(gateway, login));
        String location = gateway.get("/pkce/authorize?state=" + login.state())
                .expect(302)
                .header("Location");
        assertThat(Forms.query(location)).isEqualTo(asked);
        assertThat(location.substring(location.indexOf('?') + 1)).matches("[A-Za-z0-9._~%=&-]+");
    }

    private static Map<String, String> expected(TestGateway gateway, Login login) {
        Map<String, String> expected = new LinkedHashMap<>(Map.of(
                "response_type",
                "code",
                "client_id",
                Login.CLIENT,
                "redirect_uri",
                gateway.callback(),
                "scope",
                "openid profile",
                "state",
                login.state(),
                "nonce",
                login.challenge().getString("nonce"),
                "code_challenge",
                login.challenge().getString("challenge"),
                "code_challenge_method",
                "S256"));
        expected.putAll(Map.of(
                "audience", "https://api.example/",
                "screen_hint", "signup",
                "prompt", "login",
                "organization", "org_1",
                "invitation", "inv_1",
                "response_mode", "form_post",
                "access_type", "offline",
                "display", "popup"));
        return expected;
    }

    @ParameterizedTest(name = "B10: {0}=UNKNOWN means absent")
    @ValueSource(
            strings = {
                "prompt",
                "screen_hint",
                "response_mode",
                "audience",
                "organization",
                "invitation",
                "domain",
                "redirect_uri"
            })
    void unknown_means_absent(String member, TestGateway gateway) {
        Login login = gateway.login();

        Map<String, String> asked = ask(gateway, login.seed().put(member, "UNKNOWN"));

        assertThat(asked).doesNotContainValue("UNKNOWN");
        assertThat(asked.keySet())
                .containsExactlyInAnyOrder(
                        "response_type",
                        "client_id",
                        "redirect_uri",
                        "scope",
                        "state",
                        "nonce",
                        "code_challenge",
                        "code_challenge_method");
        login.respond("code-" + login.state()).expect(200);
    }

    @Test
    @DisplayName("B10: what the Python client sends by default signs in")
    void python_defaults(TestGateway gateway) {
        Login login = gateway.login();
        JsonObject additional = new JsonObject().put("access_type", "UNKNOWN").put("display", "UNKNOWN");
        JsonObject seed = login.seed()
                .put("prompt", "UNKNOWN")
                .put("screen_hint", "UNKNOWN")
                .put("response_mode", "UNKNOWN")
                .putNull("audience")
                .put("organization", "")
                .put("ADDITIONAL_PARAMETERS", additional);

        Map<String, String> asked = ask(gateway, seed);

        assertThat(asked).doesNotContainValue("UNKNOWN").doesNotContainValue("").hasSize(8);
        login.token(login.signIn()).expect(200);
    }

    @ParameterizedTest(name = "B12: {0} cannot smuggle {1}")
    @MethodSource("smuggled")
    void values_stay_values(String member, String value, TestGateway gateway) {
        Login login = gateway.login();

        Map<String, String> asked = ask(gateway, login.seed().put(member, value));

        assertThat(asked).containsEntry(member, value).hasSize(9);
        assertThat(asked.get("redirect_uri")).isEqualTo(gateway.callback());
        String location = gateway.get("/pkce/authorize?state=" + login.state())
                .expect(302)
                .header("Location");
        assertThat(Forms.query(location)).isEqualTo(asked);
        login.respond("code-" + login.state()).expect(200);
    }

    static Stream<String[]> smuggled() {
        return Stream.of("audience", "organization", "invitation", "screen_hint", "prompt")
                .flatMap(member -> Stream.of(
                                "a&redirect_uri=https://evil",
                                "x#y",
                                "a%26state=b",
                                "a+b",
                                "a b;c=d",
                                "?#/\\\"'<>",
                                "\u00fcn\u00ef-\ud83d\udd11")
                        .map(value -> new String[] {member, value}));
    }

    @ParameterizedTest(name = "B15: scope {0} goes out as openid profile")
    @ValueSource(
            strings = {
                "[\"openid\",\"profile\"]",
                "\"openid profile\"",
                "[\"openid\",\"profile\",\"openid\"]",
                "\"openid profile openid\"",
                "[\"openid\",\"UNKNOWN\",\"profile\"]"
            })
    void scope_forms(String scope, TestGateway gateway) {
        Login login = gateway.login();
        Object value = new JsonArray("[" + scope + "]").getValue(0);

        assertThat(ask(gateway, login.seed().put("scope", value))).containsEntry("scope", "openid profile");
    }

    @Test
    @DisplayName("B16: without a redirect_uri the gateway's own callback is asked with, and redeemed with")
    void redirect_uri_absent(TestGateway gateway) {
        Login login = gateway.login();
        JsonObject seed = login.seed();
        seed.remove("redirect_uri");

        assertThat(ask(gateway, seed)).containsEntry("redirect_uri", gateway.callback());

        login.token(login.signIn()).expect(200);
    }

    @ParameterizedTest(name = "B17: response_mode {0} passes")
    @ValueSource(strings = {"query", "form_post"})
    void response_mode(String mode, TestGateway gateway) {
        Login login = gateway.login();

        assertThat(ask(gateway, login.seed().put("response_mode", mode))).containsEntry("response_mode", mode);

        login.token(login.signIn()).expect(200);
    }

    /** Seeds a flow; the parameters of the one request that reached the provider, none of them there twice. */
    private static Map<String, String> ask(TestGateway gateway, JsonObject seed) {
        Reply reply = gateway.postJson("/pkce/code", seed, "Prefer", "respond-async");
        reply.expect(202);
        Recorded request = Seeds.asked(gateway, seed.getString("state"));
        Map<String, String> parameters = new LinkedHashMap<>();
        request.query().pairs().forEach(pair -> parameters.put(pair.getKey(), pair.getValue()));
        assertThat(request.query().pairs()).hasSize(parameters.size());
        return parameters;
    }
}
