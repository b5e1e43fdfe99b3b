package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.S256;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** The refresh tokens of one node. */
final class LocalRefreshTokens implements RefreshTokens {
    private static final int MAX = 100_000;

    private record Known(Owner owner, Duration left) {}

    private final Cache<String, Known> owners = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfter(Expiry.<String, Known>writing((hash, known) -> known.left()))
            .build();

    @Override
    public Future<Optional<Owner>> owner(Secret token) {
        return Future.succeededFuture(Optional.ofNullable(owners.getIfPresent(S256.of(token.reveal())))
                .map(Known::owner));
    }

    @Override
    public Future<Void> learn(Secret token, Owner owner) {
        owners.put(S256.of(token.reveal()), new Known(owner, UNUSED));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> replaced(Secret token) {
        owners.asMap().computeIfPresent(S256.of(token.reveal()), (hash, known) -> new Known(known.owner(), REPLACED));
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> forget(Secret token) {
        owners.invalidate(S256.of(token.reveal()));
        return Future.succeededFuture();
    }
}
