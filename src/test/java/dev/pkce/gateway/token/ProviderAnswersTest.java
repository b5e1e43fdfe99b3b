package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token endpoint may answer with status 200 that is no success. */
@ExtendWith(GatewayExtension.class)
class ProviderAnswersTest {
    private static final String CANARY = "canary-7f3a9c";

    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    ProviderAnswersTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @AfterEach
    void a_good_login_works_afterwards() {
        token(null).expect(200);
    }

    @ParameterizedTest(name = "D13: 200 without a usable access token is a failure: {0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"expires_in\":1}",
                "{\"access_token\":null,\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":7,\"token_type\":\"Bearer\"}",
                "{\"access_token\":{},\"token_type\":\"Bearer\"}",
                "{\"access_token\":[\"canary-7f3a9c\"],\"token_type\":\"Bearer\"}",
                "{\"token_type\":\"Bearer\",\"refresh_token\":\"canary-7f3a9c\"}",
                "null",
                "7",
                "\"canary-7f3a9c\"",
                "[{\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\"}]"
            })
    void an_answer_without_access_token_is_a_failure(String body) {
        Reply reply = token(body).expectProblem(502, "server_error");

        assertThat(reply.body()).doesNotContain(CANARY);
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
    }

    @ParameterizedTest(name = "D14: 200 with an error is a failure, tokens or not: {0}")
    @ValueSource(
            strings = {
                "{\"error\":\"invalid_grant\"}",
                "{\"error\":\"invalid_grant\",\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\"}",
                "{\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\",\"error\":\"invalid_grant\"}"
            })
    void an_error_is_a_failure_whatever_the_status(String body) {
        Reply reply = token(body).expectProblem(400, "invalid_grant");

        assertThat(reply.body()).doesNotContain(CANARY);
    }

    @ParameterizedTest(name = "D14: so is an error that no OAuth client knows: {0}")
    @ValueSource(strings = {"\"canary-7f3a9c\"", "{\"code\":\"canary-7f3a9c\"}", "7", "true", "\"\""})
    void an_unregistered_error_is_a_failure(String error) {
        Reply reply = token("{\"error\":" + error + ",\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\"}");

        assertThat(reply.expectProblem(502, "server_error").body()).doesNotContain(CANARY);
    }

    @ParameterizedTest(name = "D15: token_type {0} leaves as Bearer")
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
    void any_case_of_bearer_leaves_as_the_sdks_spell_it(String type) {
        JsonObject token = token(answer(type)).expect(200).json("auth0", "oAuth", "token");

        assertThat(token.getString("token_type")).isEqualTo("Bearer");
        assertThat(token.getString("access_token")).isEqualTo(CANARY);
    }

    @ParameterizedTest(name = "D15: token_type {0} is not supported, and never relabelled")
    @NullSource
    @ValueSource(strings = {"", "DPoP", "mac", "Bearer ", "N_A"})
    void any_other_token_type_is_a_failure(@Nullable String type) {
        Reply reply = token(answer(type)).expectProblem(502, "server_error");

        assertThat(reply.body()).doesNotContain(CANARY);
    }

    @ParameterizedTest(name = "D16: expires_in {0} leaves as {1}")
    @CsvSource({",3600", "null,3600", "'\"3600\"',3600", "1,1", "0,0", "999999999,999999999"})
    void a_lifetime_is_a_number(@Nullable String lifetime, int seconds) {
        JsonObject token = token(lasting(lifetime)).expect(200).json("auth0", "oAuth", "token");

        assertThat(token.getValue("expires_in")).isEqualTo(seconds);
    }

    @ParameterizedTest(name = "D16: expires_in {0} is a failure, and overflows nothing")
    @ValueSource(
            strings = {
                "-1",
                "1.5",
                "1e300",
                "1e2",
                "2147483648",
                "9223372036854775808",
                "1000000000000000000000000000000",
                "\"soon\"",
                "\"-1\"",
                "\"\"",
                "true",
                "{}",
                "[3600]"
            })
    void any_other_lifetime_is_a_failure(String lifetime) {
        Reply reply = token(lasting(lifetime)).expectProblem(502, "server_error");

        assertThat(reply.body()).doesNotContain(CANARY);
    }

    private static String lasting(@Nullable String lifetime) {
        String known = lifetime == null ? "" : ",\"expires_in\":" + lifetime;
        return "{\"access_token\":\"" + CANARY + "\",\"token_type\":\"Bearer\"" + known + "}";
    }

    private static String answer(@Nullable String type) {
        JsonObject answer = new JsonObject().put("access_token", CANARY).put("expires_in", 60);
        return (type == null ? answer : answer.put("token_type", type)).encode();
    }

    /** A login without OpenID, which needs no ID token, and whose token request is answered with {@code body}. */
    private Reply token(@Nullable String body) {
        Login login = gateway.login();
        String code = login.approved(login.seed().put("scope", new JsonArray().add("profile")));
        if (body != null) {
            provider.faults().once(Leg.TOKEN, Fault.json(200, body));
        }
        return login.token(code);
    }
}
