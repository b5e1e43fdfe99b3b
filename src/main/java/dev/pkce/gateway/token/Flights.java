package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/** Where token calls that are the same meet: one of them goes out, and what it brings or fails with is for all. */
interface Flights {
    /** How long an answer is kept. */
    Duration GRACE = Duration.ofSeconds(30);
    /** How long it is known that a token was revoked: longer than any call may be under way and its answer be kept. */
    Duration REVOKED = Duration.ofMinutes(3);

    /**
     * What {@code call} brings; or, without making it, what the same call brings that is under way, or has brought that
     * {@linkplain Flight#keeps keeps} its answer. Who comes after a failure makes a call of its own.
     */
    Future<SignIn> join(Vertx vertx, Flight flight, Supplier<Future<SignIn>> call);

    /** Hands no kept answer to anybody any longer that {@code token} went into or came with. */
    Future<Void> forget(Secret token);

    /** Drops the answers whose time is over: they hold tokens, which must not stay until somebody looks for them. */
    void tidy();
}
