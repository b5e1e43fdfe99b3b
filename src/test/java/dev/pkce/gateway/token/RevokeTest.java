package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(GatewayExtension.class)
class RevokeTest {
    private static final String TOKEN = "token-7f3a9c";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    RevokeTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("F8: a token that the provider does not know is as good as revoked")
    void an_unknown_token_is_revoked() {
        Reply reply = revoke(call().put("token_type_hint", "refresh_token")).expect(204);

        assertThat(reply.body()).isEmpty();
        assertThat(provider.recorder().count("/oauth/revoke")).isEqualTo(1);
        assertThat(Forms.query(
                        "?" + provider.recorder().at("/oauth/revoke").get(0).body()))
                .isEqualTo(Map.of("client_id", Login.CLIENT, "token", TOKEN, "token_type_hint", "refresh_token"));
    }

    @ParameterizedTest(name = "F8: 503 with Retry-After {0} is told with {1}")
    @CsvSource({"7,7", "'Wed, 21 Oct 2026 07:28:00 GMT',5", "soon,5", "1000000000000,5", "86400,3600"})
    void a_provider_that_cannot_do_it_now_says_when(String advice, String told) {
        provider.faults().once(Leg.REVOKE, Fault.unavailable(advice));

        Reply reply = revoke(call()).expectProblem(503, "temporarily_unavailable");

        assertThat(reply.header("Retry-After")).isEqualTo(told);
        assertThat(reply.body()).doesNotContain(TOKEN);
    }

    @ParameterizedTest(name = "F8: {0} counts as done, whatever the body says")
    @CsvSource({"200,'{\"error\":\"invalid_request\"}'", "200,token-7f3a9c", "200,''", "204,''"})
    void a_success_needs_no_body(int status, String body) {
        provider.faults().once(Leg.REVOKE, Fault.json(status, body));

        assertThat(revoke(call()).expect(204).body()).isEmpty();
    }

    @ParameterizedTest(name = "F8: {0} {1} is told as {2} {3}")
    @CsvSource({
        "400,'{\"error\":\"unsupported_token_type\"}',400,unsupported_token_type",
        "400,'{\"error\":\"invalid_request\",\"error_description\":\"token-7f3a9c is odd<\"}',400,invalid_request",
        "401,'{\"error\":\"invalid_client\"}',400,invalid_client",
        "400,'{\"error\":\"token-7f3a9c\"}',502,server_error",
        "429,'{\"error\":\"token-7f3a9c\"}',429,temporarily_unavailable",
        "401,'',502,server_error",
        "202,'',502,server_error",
        "500,token-7f3a9c,502,server_error"
    })
    void a_refusal_is_told_without_the_token(int status, String body, int told, String error) {
        provider.faults().once(Leg.REVOKE, Fault.json(status, body));

        assertThat(revoke(call()).expectProblem(told, error).body()).doesNotContain(TOKEN);
    }

    @Test
    @DisplayName("F8: a provider without a revocation endpoint is told as such")
    void no_endpoint_is_told(TestGateways gateways) {
        provider.metadata(metadata -> metadata.remove("revocation_endpoint"));
        TestGateway without = gateways.start();

        Reply reply = without.postJson("/pkce/revoke", call()).expectProblem(502, "server_error");

        assertThat(reply.json().getString("detail")).contains("no revocation endpoint");
        assertThat(provider.recorder().count("/oauth/revoke")).isZero();
    }

    private static JsonObject call() {
        return new JsonObject().put("client_id", Login.CLIENT).put("token", TOKEN);
    }

    private Reply revoke(JsonObject call) {
        return gateway.postJson("/pkce/revoke", call);
    }
}
