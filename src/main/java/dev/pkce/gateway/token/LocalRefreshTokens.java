package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.S256;
import io.vertx.core.Future;
import java.util.Optional;

/** The refresh tokens of one node. */
final class LocalRefreshTokens implements RefreshTokens {
    private static final int MAX = 100_000;

    private final Cache<String, Owner> owners =
            Caffeine.newBuilder().maximumSize(MAX).expireAfterAccess(UNUSED).build();

    @Override
    public Future<Optional<Owner>> owner(Secret token) {
        return Future.succeededFuture(Optional.ofNullable(owners.getIfPresent(S256.of(token.reveal()))));
    }

    @Override
    public Future<Void> learn(OAuthToken tokens, Owner owner) {
        if (tokens.refreshToken() != null) {
            owners.put(S256.of(tokens.refreshToken().reveal()), owner);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> forget(Secret token) {
        owners.invalidate(S256.of(token.reveal()));
        return Future.succeededFuture();
    }
}
