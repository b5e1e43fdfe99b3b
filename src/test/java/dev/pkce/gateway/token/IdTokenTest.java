package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A login whose ID token does not hold is a failed login: no token of it reaches anybody. */
@ExtendWith(GatewayExtension.class)
class IdTokenTest {
    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    IdTokenTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "E2,BAD_SIGNATURE",
        "E2,OTHER_KEY_SAME_KID",
        "E3,ALG_NONE",
        "E4,HMAC_WITH_PUBLIC_KEY",
        "E4,HMAC_WITH_CLIENT_ID",
        "E5,ES256_INSTEAD",
        "E5,PS256_INSTEAD",
        "E5,RS1_INSTEAD",
        "E6,WRONG_ISSUER",
        "E6,MISSING_ISSUER",
        "E6,ISSUER_WITHOUT_SLASH",
        "E7,WRONG_AUDIENCE",
        "E7,MISSING_AUDIENCE",
        "E7,UNTRUSTED_EXTRA_AUDIENCE",
        "E8,SEVERAL_AUDIENCES_NO_AZP",
        "E8,WRONG_AZP",
        "E9,EXPIRED",
        "E9,MISSING_EXP",
        "E9,EXP_AS_TEXT",
        "E9,HUGE_EXP",
        "E10,MISSING_IAT",
        "E10,FUTURE_IAT",
        "E11,WRONG_NONCE",
        "E11,MISSING_NONCE",
        "E11,NONCE_TWICE",
        "E12,MISSING_SUB",
        "E12,EMPTY_SUB",
        "E12,LONG_SUB",
        "E12,NUMBER_AS_SUB",
        "E13,WRONG_AT_HASH",
        "E15,UNKNOWN_KID",
        "E15,RANDOM_KID",
        "E16,JKU_HEADER",
        "E16,X5U_HEADER",
        "E16,JWK_HEADER",
        "E16,CRIT_HEADER",
        "E16,B64_FALSE_HEADER",
        "E17,ENCRYPTED",
        "E17,ENCRYPTED_BOMB",
        "E17,ENCRYPTED_WITH_MANY_ITERATIONS",
        "E19,NOT_A_JWT",
        "E19,MEGABYTE_OF_TEXT"
    })
    void a_bad_id_token_is_a_failed_login(String row, IdTokenFault fault) {
        provider.idTokens(fault);

        try (LogCapture log = new LogCapture()) {
            Reply refused = redeem(gateway).expectProblem(502, "invalid_id_token");

            assertThat(refused.body()).doesNotContain("access_token", "Exception", ".java");
            assertThat(log.text()).doesNotContain("eyJ", "xxxx", "Exception");
        }
        assertThat(provider.recorder().count("/foreign-keys.json")).isZero();
    }

    @ParameterizedTest(name = "{0}: {1} is no answer at all")
    @CsvSource({"E18,ABSENT", "E19,NUMBER"})
    void an_absent_id_token_is_a_failed_login(String row, IdTokenFault fault) {
        provider.idTokens(fault);

        assertThat(redeem(gateway).expectProblem(502, "server_error").body()).doesNotContain("access_token");
    }

    @ParameterizedTest(name = "{0}: {1} is accepted")
    @CsvSource({"E1,NONE", "E9,EXPIRED_WITHIN_SKEW", "E10,WEEK_OLD_IAT", "E14,NO_KID"})
    void a_good_id_token_is_accepted(String row, IdTokenFault fault) {
        provider.idTokens(fault);

        redeem(gateway).expect(200);
    }

    @Test
    @DisplayName("E13: an absent at_hash is accepted")
    void an_absent_at_hash_is_accepted(TestGateways gateways) {
        provider.publish(Mint.RS256.publicKey());
        TestGateway fresh = gateways.start();
        Login login = fresh.login();
        String code = login.approved();
        provider.faults().once(Leg.TOKEN, Mint.RS256.tokens(claims -> claims.remove("at_hash")));

        login.token(code).expect(200);
    }

    @Test
    @DisplayName("E14: of several keys the one that fits checks a token that names none")
    void a_key_is_found_without_its_name(TestGateways gateways) {
        provider.publish(Mint.RS256.publicKey(), Mint.of("ES256").publicKey()).idTokens(IdTokenFault.NO_KID);

        redeem(gateways.start()).expect(200);
    }

    @ParameterizedTest(name = "E5: where {0} is configured, it is taken and RS256 is not")
    @ValueSource(strings = {"ES256", "ES384", "ES512", "PS256", "PS512", "RS384", "RS512"})
    void the_configured_algorithm_is_the_only_one(String algorithm, TestGateways gateways) {
        Mint mint = Mint.of(algorithm);
        provider.publish(mint.publicKey());
        TestGateway pinned = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("id-token-algorithm", algorithm));

        redeem(pinned).expectProblem(502, "invalid_id_token");
        minted(pinned, mint, "").expect(200);
        minted(pinned, mint, "c2hvcnQ").expectProblem(502, "invalid_id_token");
    }

    private Reply minted(TestGateway at, Mint mint, String otherHash) {
        Login login = at.login();
        String code = login.approved();
        provider.faults().once(Leg.TOKEN, mint.tokens(claims -> replace(claims, otherHash)));
        return login.token(code);
    }

    private static void replace(JsonObject claims, String otherHash) {
        if (!otherHash.isEmpty()) {
            claims.put("at_hash", otherHash);
        }
    }

    private static Reply redeem(TestGateway at) {
        Login login = at.login();
        return login.token(login.approved());
    }
}
