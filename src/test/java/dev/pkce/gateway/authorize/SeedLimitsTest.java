package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GatewayExtension.class)
class SeedLimitsTest {
    private static final String INVALID = "invalid_request";
    private static final List<String> CONTROLS =
            List.of("\r\nX: y", "\n", "\r", "\0", "\t", "\u001b", "\u007f", "\u0085");

    @ParameterizedTest(name = "B13: controls in {0} are refused, and the way to the provider stays open")
    @MethodSource("stringMembers")
    void controls(String member, TestGateway gateway) {
        for (String control : CONTROLS) {
            Login login = gateway.login();
            JsonObject seed = Seeds.full(gateway, login);
            JsonObject holder = seed.containsKey(member) ? seed : seed.getJsonObject("ADDITIONAL_PARAMETERS");
            holder.put(member, spoil(holder.getValue(member), control));
            assertThat(gateway.postJson("/pkce/code", seed, "Prefer", "respond-async")
                            .status())
                    .isEqualTo(400);
        }
        Seeds.works(gateway, gateway.login());
    }

    private static Object spoil(Object value, String control) {
        return value instanceof JsonArray array ? array.copy().add("a" + control) : value + control;
    }

    @Test
    @DisplayName("B13: a control that JSON does not allow unescaped is refused")
    void raw_control(TestGateway gateway) {
        Login login = gateway.login();
        String seed = login.seed().put("organization", "a@b").encode().replace("a@b", "a\nb");

        gateway.postJson("/pkce/code", seed).expectProblem(400, INVALID);

        Seeds.works(gateway, login);
    }

    @ParameterizedTest(name = "B14: {0} of more than 4 KiB is refused")
    @MethodSource("stringMembers")
    void long_members(String member, TestGateway gateway) {
        Login login = gateway.login();
        JsonObject seed = Seeds.full(gateway, login);
        JsonObject holder = seed.containsKey(member) ? seed : seed.getJsonObject("ADDITIONAL_PARAMETERS");
        holder.put(member, "a".repeat(4097));

        assertThat(gateway.postJson("/pkce/code", seed).expect(400).header("Content-Type"))
                .isEqualTo("application/problem+json");

        Seeds.works(gateway, login);
    }

    static Stream<String> stringMembers() {
        return Stream.of(
                "response_type",
                "state",
                "nonce",
                "redirect_uri",
                "code_challenge",
                "code_challenge_method",
                "domain",
                "audience",
                "screen_hint",
                "prompt",
                "organization",
                "invitation",
                "scope",
                "client_id",
                "response_mode",
                "access_type",
                "display");
    }

    @Test
    @DisplayName("B14: 200 scopes are refused")
    void many_scopes(TestGateway gateway) {
        List<String> scopes = IntStream.range(0, 200).mapToObj(i -> "scope" + i).toList();

        Seeds.refused(gateway, "invalid_scope", seed -> seed.put("scope", new JsonArray(scopes)));
    }

    @Test
    @DisplayName("B14: members that make a URL of more than 8 KiB are refused")
    void long_url(TestGateway gateway) {
        String long4096 = "a".repeat(4096);

        Seeds.refused(gateway, INVALID, seed -> seed.put("audience", long4096).put("organization", long4096));
    }
}
