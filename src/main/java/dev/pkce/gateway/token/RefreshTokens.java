package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Past;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose the refresh tokens are that came through here, by their hashes alone: so that none is shown to a provider that
 * did not give it, and none is answered with somebody else's sign-in.
 */
interface RefreshTokens {
    /** How long a token is known that nobody uses. */
    Duration UNUSED = Duration.ofDays(30);
    /** How long one is known that was rotated away: some callers come late, and its provider is to hear of them. */
    Duration REPLACED = Duration.ofHours(1);

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

    /** Remembers that {@code token}, which has just been given or used, is {@code owner}'s. */
    Future<Void> learn(Secret token, Owner owner);

    /** Forgets whose {@code token} was after a while, as another has taken its place. */
    Future<Void> replaced(Secret token);

    /** Forgets whose {@code token} was. */
    Future<Void> forget(Secret token);
}
