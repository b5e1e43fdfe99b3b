package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Origin;
import dev.pkce.gateway.flow.Redemption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClearableTokensTest {
    private final ClearableTokens tokens = new ClearableTokens(true);

    private static ClearableTokens.Held held(@Nullable String application, String access, @Nullable String refresh) {
        Origin origin = new Origin("state of " + access, "n", "challenge", application, 0);
        SeededPkce seed = new SeededPkce("s", "n", "challenge", "c", List.of(), null, null, Map.of());
        Authorization authorization = new Authorization(seed, "provider", "r");
        return ClearableTokens.held(new Redemption(origin, authorization, new Secret("code")), token(access, refresh));
    }

    private static OAuthToken token(String access, @Nullable String refresh) {
        return new OAuthToken(
                new Secret(access),
                OAuthToken.Type.BEARER,
                60,
                "",
                refresh == null ? null : new Secret(refresh),
                null,
                null);
    }

    @Test
    void the_refresh_token_is_the_one_to_revoke_else_the_access_token() {
        ClearableTokens.Held both = held("app", "access", "refresh");
        ClearableTokens.Held one = held("app", "access", null);

        assertThat(both.request()).isEqualTo(new RevokedPkce("c", new Secret("refresh"), "refresh_token", null));
        assertThat(both.lifetime()).isEqualTo(Duration.ofDays(30));
        assertThat(one.request()).isEqualTo(new RevokedPkce("c", new Secret("access"), "access_token", null));
        assertThat(one.lifetime()).isEqualTo(Duration.ofSeconds(60));
        assertThat(one.provider()).isEqualTo("provider");
    }

    @Test
    void a_clear_takes_what_it_is_meant_for_once() {
        ClearableTokens.Held mine = held("mine", "one", null);
        ClearableTokens.Held mineToo = held("mine", "two", null);
        ClearableTokens.Held others = held("other", "three", null);
        ClearableTokens.Held nobodys = held(null, "four", null);
        List.of(mine, mineToo, others, nobodys).forEach(tokens::hold);

        assertThat(tokens.take(new ClearRequest("mine", mine.flow().state()))).containsExactly(mine);
        assertThat(tokens.take(new ClearRequest("mine", others.flow().state()))).isEmpty();
        assertThat(tokens.take(new ClearRequest("mine", null))).containsExactly(mineToo);
        assertThat(tokens.take(new ClearRequest(null, null))).containsExactly(nobodys);
        assertThat(tokens.take(new ClearRequest("mine", null))).isEmpty();
    }

    @Test
    void what_came_by_a_refresh_takes_the_place_of_what_was_used() {
        tokens.hold(held("app", "access", "first"));

        assertThat(tokens.refreshed(new Secret("first"), token("new", "second")))
                .isEmpty();

        assertThat(tokens.take(new ClearRequest("app", null)))
                .extracting(token -> token.request().token().reveal())
                .containsExactly("second");
    }

    @Test
    void a_token_that_was_not_rotated_is_held_on() {
        tokens.hold(held("app", "access", "same"));

        tokens.refreshed(new Secret("same"), token("new", "same"));

        assertThat(tokens.take(new ClearRequest("app", null))).hasSize(1);
    }

    @Test
    void what_was_cleared_while_it_was_out_is_to_be_revoked_when_it_comes() {
        tokens.hold(held("app", "access", "first"));
        tokens.take(new ClearRequest("app", null));

        assertThat(tokens.refreshed(new Secret("first"), token("new", "second")))
                .map(token -> token.request().token().reveal())
                .contains("second");
        assertThat(tokens.refreshed(new Secret("unknown"), token("new", "second")))
                .isEmpty();
    }

    @Test
    void what_was_forgotten_is_not_taken_nor_is_anything_held_that_nobody_wants() {
        ClearableTokens unwanted = new ClearableTokens(false);
        tokens.hold(held("app", "access", null));
        unwanted.hold(held("app", "access", null));
        tokens.forget(new Secret("access"));

        assertThat(tokens.wanted()).isTrue();
        assertThat(unwanted.wanted()).isFalse();
        assertThat(tokens.take(new ClearRequest("app", null))).isEmpty();
        assertThat(unwanted.take(new ClearRequest("app", null))).isEmpty();
    }

    @Test
    void whose_a_refresh_token_is_stays_known_until_it_is_revoked() {
        RefreshTokens owners = new LocalRefreshTokens();
        RefreshTokens.Owner owner = new RefreshTokens.Owner("provider", "c", null, null);

        owners.learn(new Secret("refresh"), owner);
        owners.replaced(new Secret("refresh"));
        owners.replaced(new Secret("access"));

        assertThat(owners.owner(new Secret("access")).result()).isEmpty();
        assertThat(owners.owner(new Secret("refresh")).result()).contains(owner);
        owners.forget(new Secret("refresh"));
        assertThat(owners.owner(new Secret("refresh")).result()).isEmpty();
    }
}
