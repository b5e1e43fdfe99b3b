package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Past;
import dev.pkce.gateway.flow.S256;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose the refresh tokens are that came through here, by their hashes alone: so that none is shown to a provider that
 * did not give it, and none is answered with somebody else's sign-in. A token that was rotated away stays known, for some
 * callers come late.
 */
final class RefreshTokens {
    private static final int MAX = 100_000;
    private static final Duration UNUSED = Duration.ofDays(30);

    /**
     * Who a refresh token was given by, and for.
     *
     * @param provider the configured name of the provider
     * @param client the client
     * @param subject who signed in; null if no ID token told
     * @param flow what is left of the flow it came from; null if that is not known
     */
    record Owner(
            String provider,
            String client,
            @Nullable String subject,
            @Nullable Past flow) {}

    private final Cache<String, Owner> owners =
            Caffeine.newBuilder().maximumSize(MAX).expireAfterAccess(UNUSED).build();

    @Nullable Owner owner(Secret token) {
        return owners.getIfPresent(S256.of(token.reveal()));
    }

    /** Remembers whose the refresh token among {@code tokens} is, if there is one. */
    void learn(OAuthToken tokens, Owner owner) {
        if (tokens.refreshToken() != null) {
            owners.put(S256.of(tokens.refreshToken().reveal()), owner);
        }
    }

    void forget(Secret token) {
        owners.invalidate(S256.of(token.reveal()));
    }
}
