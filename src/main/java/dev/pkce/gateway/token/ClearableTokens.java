package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.flow.Origin;
import dev.pkce.gateway.flow.Redemption;
import dev.pkce.gateway.flow.S256;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The tokens that flows brought, where a clear is to revoke them: the refresh token, which ends the whole grant, else the
 * access token. They are held as long as they are of use, for a sign-out comes long after its sign-in.
 */
final class ClearableTokens {
    private static final int MAX = 100_000;
    private static final Duration LONGEST_REFRESH = Duration.ofMinutes(3);
    // No provider tells how long a refresh token lives; one that is not used for so long is as good as lost.
    private static final Duration UNUSED = Duration.ofDays(30);

    /**
     * A token that is out.
     *
     * @param provider the configured name of the provider that gave it
     * @param flow what it came from
     * @param request what revokes it
     * @param lifetime how long it is held from now on
     */
    record Held(String provider, Origin flow, RevokedPkce request, Duration lifetime) {
        static Held of(String provider, String clientId, Origin flow, OAuthToken tokens) {
            Secret refresh = tokens.refreshToken();
            return refresh == null
                    ? new Held(
                            provider,
                            flow,
                            new RevokedPkce(clientId, tokens.accessToken(), "access_token", null),
                            Duration.ofSeconds(tokens.expiresIn()))
                    : new Held(provider, flow, new RevokedPkce(clientId, refresh, "refresh_token", null), UNUSED);
        }

        boolean belongs(ClearRequest clear) {
            return Objects.equals(flow.applicationId(), clear.applicationId())
                    && (clear.state() == null || clear.state().equals(flow.state()));
        }
    }

    private final Cache<String, Held> held = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfter(Expiry.<String, Held>writing((hash, token) -> token.lifetime()))
            .build();
    private final Cache<String, Held> taken = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(LONGEST_REFRESH)
            .build();
    private final boolean wanted;

    /** Holds nothing unless {@code wanted}. */
    ClearableTokens(boolean wanted) {
        this.wanted = wanted;
    }

    boolean wanted() {
        return wanted;
    }

    /** Drops what is over, so that no token stays for longer than it is of use. */
    void tidy() {
        held.cleanUp();
        taken.cleanUp();
    }

    /** Of {@code tokens}, the one that is to be revoked. */
    static Held held(Redemption redemption, OAuthToken tokens) {
        String clientId = redemption.authorization().seed().clientId();
        return Held.of(redemption.authorization().provider(), clientId, redemption.origin(), tokens);
    }

    void hold(Held token) {
        if (wanted) {
            held.put(hash(token.request().token()), token);
        }
    }

    /**
     * Holds what came in the place of {@code used}, if that is held. Tells what is to be revoked at once instead, because
     * {@code used} was cleared while it was being refreshed.
     */
    Optional<Held> refreshed(Secret used, OAuthToken tokens) {
        String hash = hash(used);
        Held before = held.getIfPresent(hash);
        if (before != null) {
            Held after = after(before, tokens);
            // Held first, taken second: of a clear that comes right now, one of the two will notice.
            hold(after);
            if (!hash(after.request().token()).equals(hash)) {
                held.invalidate(hash);
            }
        }
        Held cleared = taken.getIfPresent(hash);
        return Optional.ofNullable(cleared).map(gone -> after(gone, tokens));
    }

    private static Held after(Held before, OAuthToken tokens) {
        return Held.of(before.provider(), before.request().clientId(), before.flow(), tokens);
    }

    /** All that {@code clear} is meant for, which is not held any longer. Reads all, so not for an event loop. */
    List<Held> take(ClearRequest clear) {
        List<Held> cleared = held.asMap().values().stream()
                .filter(token -> token.belongs(clear))
                .toList();
        for (Held token : cleared) {
            taken.put(hash(token.request().token()), token);
            forget(token.request().token());
        }
        return cleared;
    }

    void forget(Secret token) {
        held.invalidate(hash(token));
    }

    private static String hash(Secret token) {
        return S256.of(token.reveal());
    }
}
