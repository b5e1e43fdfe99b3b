package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenReplyTest {
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    private static JsonObject least() {
        return new JsonObject().put("access_token", "access").put("token_type", "bearer");
    }

    private OAuthToken read(JsonObject body, boolean proven) {
        return TokenReply.read(new ProviderReply(200, headers, body.encode()), "asked", proven);
    }

    private Problem refused(int status, String body) {
        try {
            OAuthToken token = TokenReply.read(new ProviderReply(status, headers, body), "asked", false);
            throw new AssertionError("read as " + token);
        } catch (PkceException failure) {
            return failure.problem();
        }
    }

    @Test
    void the_least_that_an_answer_may_hold() {
        assertThat(read(least(), false))
                .isEqualTo(
                        new OAuthToken(new Secret("access"), OAuthToken.Type.BEARER, 3600, "asked", null, null, null));
    }

    @Test
    void all_that_an_answer_may_hold() {
        headers.add("DPoP-Nonce", "next");
        JsonObject all = least().put("token_type", "DPoP")
                .put("expires_in", 999_999_999)
                .put("scope", "granted")
                .put("refresh_token", "refresh")
                .put("id_token", "id");

        assertThat(read(all, true))
                .isEqualTo(new OAuthToken(
                        new Secret("access"),
                        OAuthToken.Type.DPOP,
                        999_999_999,
                        "granted",
                        new Secret("refresh"),
                        new Secret("id"),
                        "next"));
        assertThatThrownBy(() -> read(all, false)).isInstanceOf(PkceException.class);
    }

    @Test
    void a_lifetime_may_be_text_and_an_empty_text_is_none() {
        JsonObject odd = least().put("expires_in", "60").put("scope", "").put("refresh_token", "");

        OAuthToken token = read(odd, false);

        assertThat(token.expiresIn()).isEqualTo(60);
        assertThat(token.scope()).isEqualTo("asked");
        assertThat(token.refreshToken()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "access_token, ''",
        "access_token, é",
        "token_type, mac",
        "token_type, ''",
        "token_type, DPoP",
        "expires_in, -1",
        "expires_in, 1.5",
        "expires_in, soon",
        "expires_in, 1000000000",
        "scope, é",
        "refresh_token, \u007f",
        "id_token, a\u001fb"
    })
    void an_answer_with_a_member_outside_its_rule_is_of_no_use(String member, String value) {
        assertThat(refused(200, least().put(member, value).encode()).kind()).isEqualTo(Problem.Kind.PROVIDER_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"access_token\":1,\"token_type\":\"bearer\"}", "<html>"})
    void an_answer_without_tokens_is_of_no_use(String body) {
        assertThat(refused(200, body))
                .isEqualTo(Problem.providerFailed("The identity provider's token answer is not usable."));
    }

    @Test
    void only_200_brings_tokens() {
        assertThat(refused(201, least().encode()).kind()).isEqualTo(Problem.Kind.PROVIDER_FAILED);
        assertThat(refused(500, least().encode()).kind()).isEqualTo(Problem.Kind.PROVIDER_FAILED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 500})
    void a_registered_error_is_told_by_its_name(int status) {
        String body = "{\"error\":\"invalid_grant\",\"error_description\":\"Too late.\",\"access_token\":\"a\"}";

        assertThat(refused(status, body)).isEqualTo(Problem.refused("invalid_grant", "Too late."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"odd\"", "1", "{}", "\"\"", "false"})
    void any_other_error_is_not(String error) {
        assertThat(refused(400, "{\"error\":" + error + ",\"error_description\":1}")
                        .kind())
                .isEqualTo(Problem.Kind.PROVIDER_FAILED);
    }

    @Test
    void the_nonce_goes_along_with_a_refusal() {
        headers.add("DPoP-Nonce", "next");

        assertThat(refused(400, "{\"error\":\"use_dpop_nonce\"}").nonce()).isEqualTo("next");
        assertThat(refused(500, "").nonce()).isEqualTo("next");
    }

    @Test
    void a_nonce_that_is_none_or_two_is_dropped() {
        for (String odd : new String[] {"", "a b", "\"", "\\", "n".repeat(513)}) {
            headers.set("DPoP-Nonce", odd);
            assertThat(read(least(), false).nonce()).isNull();
        }
        headers.set("DPoP-Nonce", "one").add("DPoP-Nonce", "two");
        assertThat(read(least(), false).nonce()).isNull();
    }

    @Test
    void a_provider_that_was_busy_or_wants_a_nonce_has_not_looked_at_the_code() {
        assertThat(TokenReply.isBeforeTheCode(Problem.slowDown(1))).isTrue();
        assertThat(TokenReply.isBeforeTheCode(Problem.refused("use_dpop_nonce", "")))
                .isTrue();
        assertThat(TokenReply.isBeforeTheCode(Problem.refused("invalid_grant", "")))
                .isFalse();
        assertThat(TokenReply.isBeforeTheCode(Problem.badRequest("use_dpop_nonce", "")))
                .isFalse();
        assertThat(TokenReply.isBeforeTheCode(Problem.providerTimeout())).isFalse();
    }
}
