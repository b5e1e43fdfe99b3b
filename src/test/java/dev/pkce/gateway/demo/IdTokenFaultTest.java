package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ProviderExtension.class)
class IdTokenFaultTest {
    private final DevelopmentProvider provider;
    private final Client client;

    IdTokenFaultTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.autoApprove(true);
    }

    @AfterEach
    void behave() {
        provider.idTokens(IdTokenFault.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, ''",
        "BAD_SIGNATURE, signature",
        "OTHER_KEY_SAME_KID, signature",
        "ALG_NONE, alg none",
        "HMAC_WITH_PUBLIC_KEY, alg HS256",
        "HMAC_WITH_CLIENT_ID, alg HS256",
        "ES256_INSTEAD, alg ES256",
        "PS256_INSTEAD, alg PS256",
        "RS1_INSTEAD, alg RS1",
        "WRONG_ISSUER, iss",
        "MISSING_ISSUER, no iss",
        "ISSUER_WITHOUT_SLASH, iss",
        "WRONG_AUDIENCE, aud",
        "MISSING_AUDIENCE, aud",
        "UNTRUSTED_EXTRA_AUDIENCE, other aud",
        "SEVERAL_AUDIENCES_NO_AZP, other aud no azp",
        "WRONG_AZP, azp",
        "EXPIRED, exp",
        "EXPIRED_WITHIN_SKEW, just exp",
        "MISSING_EXP, no exp",
        "EXP_AS_TEXT, text exp",
        "HUGE_EXP, far exp",
        "MISSING_IAT, no iat",
        "FUTURE_IAT, iat",
        "WEEK_OLD_IAT, old iat",
        "WRONG_NONCE, nonce",
        "MISSING_NONCE, no nonce",
        "NONCE_TWICE, second nonce",
        "MISSING_SUB, no sub",
        "EMPTY_SUB, empty sub",
        "LONG_SUB, long sub",
        "NUMBER_AS_SUB, number sub",
        "OTHER_SUBJECT, other sub",
        "WRONG_AT_HASH, at_hash",
        "NO_KID, no kid",
        "UNKNOWN_KID, key",
        "RANDOM_KID, key",
        "JKU_HEADER, key jku",
        "X5U_HEADER, key x5u",
        "JWK_HEADER, key jwk",
        "CRIT_HEADER, crit",
        "B64_FALSE_HEADER, crit b64",
        "ENCRYPTED, encrypted",
        "ENCRYPTED_BOMB, encrypted zip",
        "ENCRYPTED_WITH_MANY_ITERATIONS, encrypted p2c",
        "NOT_A_JWT, not a JWT",
        "NUMBER, no text",
        "MEGABYTE_OF_TEXT, huge not a JWT",
        "ABSENT, absent"
    })
    void an_id_token_has_the_fault_it_should_have_and_no_other(IdTokenFault fault, String complaints) throws Exception {
        provider.idTokens(fault);
        JsonObject tokens = Client.json(client.redeem(client.code()));
        JWKSet keys = JWKSet.parse(
                client.browser.get(client.at(".well-known/jwks.json")).body());
        assertThat(new IdTokenInspector(client, keys).complaints(tokens)).isEqualTo(complaints);
    }

    @Test
    void every_fault_is_tested() {
        assertThat(IdTokenFault.values()).hasSize(49);
    }

    @Test
    void the_token_of_a_refresh_has_no_nonce() throws Exception {
        JsonObject first = Client.json(client.redeem(client.code("scope", "openid offline_access")));
        JsonObject second = Client.json(client.refresh(first.getString("refresh_token")));
        assertThat(SignedJWT.parse(second.getString("id_token"))
                        .getJWTClaimsSet()
                        .getClaim("nonce"))
                .isNull();
        assertThat(subject(second)).isEqualTo(subject(first));
    }

    @Test
    void a_random_kid_is_another_each_time() throws Exception {
        provider.idTokens(IdTokenFault.RANDOM_KID);
        assertThat(keyIdOfToken()).isNotEqualTo(keyIdOfToken());
    }

    @Test
    void an_encrypted_bomb_is_small() {
        provider.idTokens(IdTokenFault.ENCRYPTED_BOMB);
        assertThat(Client.json(client.redeem(client.code())).getString("id_token"))
                .hasSizeLessThan(64 * 1024);
    }

    @Test
    @DisplayName("E20: the token of a refresh can be wrong by itself")
    void the_token_of_a_refresh_has_the_fault_of_its_time() throws Exception {
        JsonObject first = Client.json(client.redeem(client.code("scope", "openid offline_access")));
        provider.idTokens(IdTokenFault.OTHER_SUBJECT);
        JsonObject second = Client.json(client.refresh(first.getString("refresh_token")));
        assertThat(subject(second)).isNotEqualTo(subject(first));
        provider.idTokens(IdTokenFault.ALG_NONE);
        String third =
                Client.json(client.refresh(second.getString("refresh_token"))).getString("id_token");
        assertThat(third).endsWith(".");
    }

    @Test
    void an_id_token_tells_who_the_person_is() throws Exception {
        String token = Client.json(client.redeem(client.code())).getString("id_token");
        JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
        assertThat(claims.getClaims())
                .containsKeys("given_name", "family_name", "name", "nickname", "picture", "email", "email_verified");
    }

    @Test
    void without_the_openid_scope_there_is_no_id_token() {
        assertThat(Client.json(client.redeem(client.code("scope", "profile"))).containsKey("id_token"))
                .isFalse();
    }

    @Test
    void rotation_replaces_the_key() throws Exception {
        List<String> before = keyIds();
        provider.rotateKeys().await(10, TimeUnit.SECONDS);
        assertThat(keyIds()).hasSize(1).doesNotContainAnyElementsOf(before);
        an_id_token_has_the_fault_it_should_have_and_no_other(IdTokenFault.NONE, "");
    }

    private static String subject(JsonObject tokens) throws Exception {
        return SignedJWT.parse(tokens.getString("id_token")).getJWTClaimsSet().getSubject();
    }

    private String keyIdOfToken() throws Exception {
        String token = Client.json(client.redeem(client.code())).getString("id_token");
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    private List<String> keyIds() throws Exception {
        String keys = client.browser.get(client.at(".well-known/jwks.json")).body();
        assertThat(keys).doesNotContain("\"d\"");
        return JWKSet.parse(keys).getKeys().stream().map(key -> key.getKeyID()).toList();
    }
}
