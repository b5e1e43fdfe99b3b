package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.TokenizedPkce;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenRequestTest {
    private static final Secret PROOF = new Secret("a.b.c");
    private final TokenizedPkce code =
            new TokenizedPkce.AuthorizationCode("c", new Secret("code"), "r", new Secret("v"), null);

    @Test
    void a_code_goes_out_with_its_verifier() {
        assertThat(TokenRequest.form(code))
                .isEqualTo(Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "c",
                        "code",
                        "code",
                        "redirect_uri",
                        "r",
                        "code_verifier",
                        "v"));
    }

    @Test
    void a_refresh_goes_out_with_its_audience_if_it_has_one() {
        assertThat(TokenRequest.form(new TokenizedPkce.Refresh("c", new Secret("t"), "a")))
                .isEqualTo(
                        Map.of("grant_type", "refresh_token", "client_id", "c", "refresh_token", "t", "audience", "a"));
    }

    @Test
    void a_proof_is_a_header() {
        assertThat(TokenRequest.headers(code)).isEmpty();
        assertThat(TokenRequest.headers(code.withProof(PROOF))).isEqualTo(Map.of("DPoP", "a.b.c"));
    }

    @Test
    void a_revocation_goes_out_with_its_hint_if_it_has_one() {
        assertThat(TokenRequest.revoke(new RevokedPkce("c", new Secret("t"))))
                .isEqualTo(Map.of("client_id", "c", "token", "t"));
        assertThat(TokenRequest.revoke(new RevokedPkce("c", new Secret("t"), "access_token", "d")))
                .isEqualTo(Map.of("client_id", "c", "token", "t", "token_type_hint", "access_token"));
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "0, 0", "999999999, 999999999", "1000000000, ", "-1, ", "soon, ", "'', "})
    void an_age_is_a_number_of_seconds(String text, Long seconds) {
        Expectation expectation = new Expectation(List.of("openid"), null, null, Map.of("max_age", text));

        assertThat(expectation.maxAge()).isEqualTo(seconds);
    }

    @Test
    void an_id_token_is_expected_by_who_asks_for_openid() {
        assertThat(new Expectation(List.of("openid"), null, null, Map.of()).idToken())
                .isTrue();
        assertThat(Expectation.NONE.idToken()).isFalse();
        assertThat(Expectation.NONE.maxAge()).isNull();
        assertThat(Expectation.of("somebody").subject()).isEqualTo("somebody");
    }
}
