package dev.pkce.gateway.token;

import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.Redemption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a sign-in before its tokens come.
 *
 * @param scope what was asked for
 * @param nonce what the ID token must hold; null if that is not known
 * @param subject whom it must name; null if that is not known
 * @param parameters what else was asked of the provider
 */
record Expectation(
        List<String> scope,
        @Nullable String nonce,
        @Nullable String subject,
        Map<String, String> parameters) {
    /** Of a code that was won elsewhere. */
    static final Expectation NONE = of((String) null);

    /** Of a flow of this gateway. */
    static Expectation of(Redemption redemption) {
        Authorization bound = redemption.authorization();
        return new Expectation(
                bound.seed().scope(),
                redemption.origin().nonce(),
                null,
                bound.seed().parameters());
    }

    /** Of a refresh: nothing but who signed in, where that is known. */
    static Expectation of(@Nullable String subject) {
        return new Expectation(List.of(), null, subject, Map.of());
    }

    boolean idToken() {
        return scope.contains("openid");
    }

    /** How many seconds ago the person may have signed in; null for any number. */
    @Nullable Long maxAge() {
        String seconds = parameters.get("max_age");
        return seconds != null && seconds.matches("[0-9]{1,9}") ? Long.valueOf(seconds) : null;
    }
}
