package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.S256;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answers to refreshes that rotated the token, for a moment: who comes late with the old token gets the same new
 * ones. The provider would take it for a theft and end the whole grant (RFC 9700 section 4.14.2).
 */
final class Rotations {
    private static final int MAX = 10_000;
    private static final Duration GRACE = Duration.ofSeconds(30);
    // Longer than any refresh may be under way.
    private static final Duration REVOKED = Duration.ofMinutes(1);

    private record Kept(SignIn answer, Set<String> tokens, long at) {
        SignIn aged() {
            int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - at);
            return answer.with(answer.token().aged(seconds));
        }
    }

    private final Cache<String, Kept> answers = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(GRACE)
            // They hold tokens, so they go when their time is over, not when somebody looks.
            .scheduler(Scheduler.systemScheduler())
            .build();
    private final Cache<String, Boolean> revoked =
            Caffeine.newBuilder().maximumSize(MAX).expireAfterWrite(REVOKED).build();

    /** What the same refresh was answered a moment ago, its lifetime as it is now. */
    Optional<SignIn> find(String refresh) {
        return Optional.ofNullable(answers.getIfPresent(refresh)).map(Kept::aged);
    }

    /** Keeps {@code answer} to {@code refresh} if it brought another token than {@code used}. */
    void keep(String refresh, Secret used, SignIn answer) {
        OAuthToken token = answer.token();
        if (token.refreshToken() == null || token.refreshToken().equals(used)) {
            return;
        }
        Set<String> tokens = Stream.of(used, token.refreshToken(), token.accessToken())
                .map(secret -> S256.of(secret.reveal()))
                .collect(Collectors.toUnmodifiableSet());
        answers.put(refresh, new Kept(answer, tokens, System.nanoTime()));
        // Asked after it was put: a revocation that came in between has looked for it in vain.
        if (tokens.stream().anyMatch(hash -> revoked.getIfPresent(hash) != null)) {
            answers.invalidate(refresh);
        }
    }

    /** Drops what {@code token} was part of, and does not keep what is under way for it. */
    void forget(Secret token) {
        String hash = S256.of(token.reveal());
        revoked.put(hash, true);
        answers.asMap().values().removeIf(kept -> kept.tokens().contains(hash));
    }
}
