package dev.pkce.gateway.token;

import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Past;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose the refresh tokens are that came through here, by their hashes alone: so that none is shown to a provider that
 * did not give it, and none is answered with somebody else's sign-in. A token that was rotated away stays known, for some
 * callers come late.
 */
interface RefreshTokens {
    /** How long a token is known that nobody uses. */
    Duration UNUSED = Duration.ofDays(30);

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

    /** Whose {@code token} is; empty if that is not known. */
    Future<Optional<Owner>> owner(Secret token);

    /** Remembers whose the refresh token among {@code tokens} is, if there is one. */
    Future<Void> learn(OAuthToken tokens, Owner owner);

    /** Forgets whose {@code token} was. */
    Future<Void> forget(Secret token);
}
