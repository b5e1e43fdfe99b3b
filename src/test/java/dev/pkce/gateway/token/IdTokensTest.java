package dev.pkce.gateway.token;

import static dev.pkce.gateway.token.TestTokenProxy.awaited;
import static dev.pkce.gateway.token.TestTokenProxy.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokensTest {
    private final TestTokenProxy proxy = new TestTokenProxy();

    @AfterEach
    void close() {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BAD_SIGNATURE",
                "ALG_NONE",
                "WRONG_ISSUER",
                "WRONG_AUDIENCE",
                "UNTRUSTED_EXTRA_AUDIENCE",
                "WRONG_AZP",
                "EXPIRED",
                "MISSING_IAT",
                "FUTURE_IAT",
                "WRONG_NONCE",
                "MISSING_NONCE",
                "EMPTY_SUB",
                "LONG_SUB",
                "NUMBER_AS_SUB",
                "WRONG_AT_HASH",
                "ENCRYPTED",
                "NOT_A_JWT"
            })
    void a_bad_id_token_is_a_failed_login(IdTokenFault fault) {
        proxy.provider().idTokens(fault);

        fails(proxy.token(proxy.login("client")), Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
        assertThat(proxy.store().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPIRED_WITHIN_SKEW", "WEEK_OLD_IAT", "NO_KID"})
    void a_good_id_token_is_accepted(IdTokenFault fault) {
        proxy.provider().idTokens(fault);

        assertThat(awaited(proxy.token(proxy.login("client"))).token().idToken())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "-90, true", "30, true", "-150, false", "90, false", ", false"})
    void whoever_asks_for_a_recent_sign_in_is_told_when_it_was(Integer seconds, boolean fresh) {
        Long at = seconds == null ? null : (Long) (Instant.now().getEpochSecond() + seconds);
        proxy.provider().faults().once(Leg.TOKEN, Mint.RS256.tokens(claims -> claims.put("auth_time", at)));
        Future<SignIn> call = proxy.token(proxy.login("client", Map.of("max_age", "60")));

        if (fresh) {
            assertThat(awaited(call).token().idToken()).isNotNull();
        } else {
            fails(call, Problem.Kind.PROVIDER_FAILED, "invalid_id_token");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255})
    void a_subject_and_an_azp_of_its_own_are_accepted(int length) {
        proxy.provider()
                .faults()
                .once(
                        Leg.TOKEN,
                        Mint.RS256.tokens(
                                claims -> claims.put("sub", "s".repeat(length)).put("azp", "client")));

        assertThat(awaited(proxy.token(proxy.login("client")))).isInstanceOf(Auth0.class);
    }
}
