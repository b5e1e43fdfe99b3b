package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Auth0;
import dev.pkce.gateway.api.OAuthGroup;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationsTest {
    private static final Secret USED = new Secret("used");
    private static final Flight REFRESH = flight("refresh");

    private final AtomicLong now = new AtomicLong();
    private final Rotations rotations = new Rotations(now::get);

    @Test
    void an_answer_grows_old_and_goes_after_30_seconds() {
        rotations.keep(REFRESH, answer("new"));

        later(10);
        assertThat(rotations.find(REFRESH.name()))
                .contains(answer("new").with(token("new").aged(10)));
        assertThat(rotations.find("another refresh")).isEmpty();
        later(19);
        assertThat(rotations.find(REFRESH.name()))
                .map(answer -> answer.token().expiresIn())
                .contains(60 - 29);
        later(1);
        assertThat(rotations.find(REFRESH.name())).isEmpty();
    }

    @Test
    void no_token_lives_less_than_no_time() {
        assertThat(token("new").aged(61).expiresIn()).isZero();
    }

    @Test
    void an_answer_that_rotated_nothing_is_not_kept() {
        rotations.keep(flight("same"), answer("used"));
        rotations.keep(flight("none"), answer(null));

        assertThat(rotations.find(flight("same").name())).isEmpty();
        assertThat(rotations.find(flight("none").name())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"used", "new", "access"})
    void what_was_revoked_is_not_kept(String token) {
        rotations.keep(flight("before"), answer("new"));
        rotations.forget(new Secret(token));
        rotations.keep(flight("after"), answer("new"));

        assertThat(rotations.find(flight("before").name())).isEmpty();
        assertThat(rotations.find(flight("after").name())).isEmpty();
    }

    @Test
    void what_is_printed_holds_no_token() {
        assertThat(answer("new").toString()).doesNotContain("=access", "=new").contains("***");
    }

    private static Flight flight(String call) {
        return new Flight(new Secret(call), USED);
    }

    private void later(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static SignIn answer(@Nullable String refreshToken) {
        return new Auth0("issuer", "client", "", "", new OAuthGroup(token(refreshToken), null), Map.of());
    }

    private static OAuthToken token(@Nullable String refreshToken) {
        Secret refresh = refreshToken == null ? null : new Secret(refreshToken);
        return new OAuthToken(new Secret("access"), OAuthToken.Type.BEARER, 60, "openid", refresh, null, null);
    }
}
