package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ProviderExtension.class)
class TokenEndpointTest {
    private static final String OFFLINE = "openid offline_access";
    private static final String SECRET = "p:ä%+ &";

    private final DevelopmentProvider provider;
    private final Client client;

    TokenEndpointTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.autoApprove(true).confidentialClient("confidential", SECRET);
    }

    @AfterEach
    void rotate() {
        provider.refreshTokens(RefreshTokens.ROTATE);
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, '', invalid_request",
        "code_verifier, short, invalid_request",
        "code_verifier, not=allowed+not=allowed+not=allowed+not=allowed, invalid_request",
        "code_verifier, well-formed-but-wrong-well-formed-but-wrong-0, invalid_grant",
        "redirect_uri, http://localhost:7/Callback, invalid_grant",
        "redirect_uri, '', invalid_request",
        "client_id, another-client, invalid_grant",
        "client_id, '', invalid_request",
        "code, unknown, invalid_grant",
        "grant_type, password, unsupported_grant_type",
        "grant_type, '', invalid_request"
    })
    void a_wrong_redemption_is_refused_and_the_right_one_still_works(String name, String value, String error) {
        String code = client.code();
        assertRefused(client.redeem(code, name, value), 400, error);
        assertThat(client.redeem(code).statusCode()).isEqualTo(200);
    }

    @Test
    void a_used_code_is_refused_and_takes_its_tokens_along() {
        String code = client.code("scope", OFFLINE);
        JsonObject tokens = Client.json(client.redeem(code));
        assertThat(client.userInfoStatus(tokens.getString("access_token"))).isEqualTo(200);
        assertRefused(client.redeem(code), 400, "invalid_grant");
        assertThat(client.userInfoStatus(tokens.getString("access_token"))).isEqualTo(401);
        assertRefused(client.refresh(tokens.getString("refresh_token")), 400, "invalid_grant");
    }

    @Test
    void refresh_tokens_rotate() {
        JsonObject first = Client.json(client.redeem(client.code("scope", OFFLINE)));
        JsonObject second = Client.json(client.refresh(first.getString("refresh_token")));
        JsonObject third = Client.json(client.refresh(second.getString("refresh_token")));
        assertThat(third.getString("refresh_token"))
                .isNotEqualTo(second.getString("refresh_token"))
                .isNotEqualTo(first.getString("refresh_token"));
        assertThat(third.getString("id_token")).isNotEmpty();
    }

    @Test
    void reuse_of_a_refresh_token_ends_the_grant() {
        String first = Client.json(client.redeem(client.code("scope", OFFLINE))).getString("refresh_token");
        JsonObject second = Client.json(client.refresh(first));
        assertRefused(client.refresh(first), 400, "invalid_grant");
        assertRefused(client.refresh(second.getString("refresh_token")), 400, "invalid_grant");
        assertThat(client.userInfoStatus(second.getString("access_token"))).isEqualTo(401);
    }

    @Test
    void a_refresh_may_keep_the_token() {
        provider.refreshTokens(RefreshTokens.KEEP);
        String token = Client.json(client.redeem(client.code("scope", OFFLINE))).getString("refresh_token");
        for (int i = 0; i < 2; i++) {
            assertThat(Client.json(client.refresh(token)).getString("refresh_token"))
                    .isEqualTo(token);
        }
    }

    @Test
    void a_refresh_may_answer_without_a_refresh_token() {
        provider.refreshTokens(RefreshTokens.OMIT);
        String token = Client.json(client.redeem(client.code("scope", OFFLINE))).getString("refresh_token");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = client.refresh(token);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Client.json(answer).containsKey("refresh_token")).isFalse();
        }
    }

    @Test
    void another_client_cannot_refresh_and_does_not_disturb() {
        String token = Client.json(client.redeem(client.code("scope", OFFLINE))).getString("refresh_token");
        assertRefused(client.refresh(token, "client_id", "another-client"), 400, "invalid_grant");
        assertThat(client.refresh(token).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh_token", "access_token"})
    void revocation_ends_the_grant(String kind) {
        JsonObject tokens = Client.json(client.redeem(client.code("scope", OFFLINE)));
        assertRefused(revoke(tokens.getString(kind), "another-client"), 400, "invalid_grant");
        assertThat(revoke(tokens.getString(kind), Client.ID).statusCode()).isEqualTo(200);
        assertThat(client.userInfoStatus(tokens.getString("access_token"))).isEqualTo(401);
        assertRefused(client.refresh(tokens.getString("refresh_token")), 400, "invalid_grant");
    }

    @Test
    void revoking_an_unknown_token_is_no_error() {
        assertThat(revoke("unknown", Client.ID).statusCode()).isEqualTo(200);
    }

    @Test
    void a_confidential_client_may_authenticate_in_the_form() {
        String code = client.code("client_id", "confidential");
        assertThat(client.redeem(code, "client_id", "confidential", "client_secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_confidential_client_may_authenticate_by_basic_with_both_halves_encoded() {
        String code = client.code("client_id", "confidential");
        String basic = basic("confidential:p%3A%C3%A4%25%2B+%26");
        HttpResponse<String> answer = client.token(client.redemption(code, "client_id", ""), "Authorization", basic);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_confidential_client_without_its_secret_is_refused() {
        String code = client.code("client_id", "confidential");
        Map<String, String> form = client.redemption(code, "client_id", "confidential");
        assertRefused(client.token(form), 401, "invalid_client");
        form.put("client_secret", "wrong");
        assertRefused(client.token(form), 401, "invalid_client");
        form.remove("client_secret");
        for (String header : new String[] {basic("confidential:wrong"), basic("no colon"), "Basic %", "Bearer x"}) {
            HttpResponse<String> answer = client.token(form, "Authorization", header);
            assertRefused(answer, 401, "invalid_client");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic");
        }
    }

    @Test
    void a_client_authenticates_in_one_way_only() {
        Map<String, String> form = client.redemption("any", "client_id", "confidential", "client_secret", SECRET);
        String basic = basic("confidential:p%3A%C3%A4%25%2B+%26");
        assertRefused(client.token(form, "Authorization", basic), 400, "invalid_request");
    }

    @Test
    void a_body_that_is_not_a_form_is_refused() {
        assertRefused(client.browser.post(client.at("oauth/token"), Map.of()), 400, "invalid_request");
    }

    private HttpResponse<String> revoke(String token, String clientId) {
        return client.browser.post(client.at("oauth/revoke"), Map.of("token", token, "client_id", clientId));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Client.json(answer).getString("error")).isEqualTo(error);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
}
