package dev.pkce.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.flow.S256;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The answers to refreshes that {@linkplain Flight#keeps are kept} for a moment. */
final class Rotations {
    private static final int MAX = 10_000;

    private record Kept(SignIn answer, Set<String> tokens, long at) {
        SignIn aged(long now) {
            int seconds = (int) TimeUnit.NANOSECONDS.toSeconds(now - at);
            return answer.with(answer.token().aged(seconds));
        }
    }

    private final Ticker clock;
    private final Cache<String, Kept> answers;
    private final Cache<String, Boolean> revoked;

    Rotations(Ticker clock) {
        this.clock = clock;
        this.answers = Caffeine.newBuilder()
                .ticker(clock)
                .maximumSize(MAX)
                .expireAfterWrite(Flights.GRACE)
                .build();
        this.revoked = Caffeine.newBuilder()
                .ticker(clock)
                .maximumSize(MAX)
                .expireAfterWrite(Flights.REVOKED)
                .build();
    }

    /** Drops what is over: these are tokens, which must not stay until somebody looks for them. */
    void tidy() {
        answers.cleanUp();
    }

    /** What the same refresh was answered a moment ago, its lifetime as it is now. */
    Optional<SignIn> find(String refresh) {
        return Optional.ofNullable(answers.getIfPresent(refresh)).map(kept -> kept.aged(clock.read()));
    }

    /** Keeps {@code answer} to {@code refresh} if it is one to be kept. */
    void keep(Flight refresh, SignIn answer) {
        if (!refresh.keeps(answer)) {
            return;
        }
        Set<String> tokens = refresh.tokens(answer);
        answers.put(refresh.name(), new Kept(answer, tokens, clock.read()));
        // Asked after it was put: a revocation that came in between has looked for it in vain.
        if (tokens.stream().anyMatch(hash -> revoked.getIfPresent(hash) != null)) {
            answers.invalidate(refresh.name());
        }
    }

    /** Drops what {@code token} was part of, and does not keep what is under way for it. */
    void forget(Secret token) {
        String hash = S256.of(token.reveal());
        revoked.put(hash, true);
        answers.asMap().values().removeIf(kept -> kept.tokens().contains(hash));
    }
}
