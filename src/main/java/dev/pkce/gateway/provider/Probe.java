package dev.pkce.gateway.provider;

import com.nimbusds.jose.jwk.JWKSet;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a provider what the gateway asks it, the same way, for an operator: each call is made whatever came of the one
 * before, and fails with what really went wrong.
 */
public final class Probe {
    private final IdentityProvider known;

    /** Asks {@code provider}. */
    public Probe(Vertx vertx, Provider provider) {
        this.known = new IdentityProvider(vertx, provider, provider::issuer, new CompositeMeterRegistry());
    }

    /** Its metadata document, as it is. */
    public Future<ProviderReply> document() {
        return Discovery.document(known.provider().issuer(), known.client()::attempt);
    }

    /**
     * What the gateway makes of its metadata document, or of the configuration alone where that knows everything; fails
     * with a message for operators.
     */
    public Future<Metadata> metadata(Optional<ProviderReply> document) {
        return Future.succeededFuture()
                .map(v -> document.map(reply -> MetadataDocument.read(known.provider(), reply))
                        .orElseGet(() -> MetadataDocument.none(known.provider())));
    }

    /** GETs {@code url}. */
    public Future<ProviderReply> get(Leg leg, String url, String accept) {
        return Future.succeededFuture().compose(v -> known.client().attempt(Call.get(leg, url, accept)));
    }

    /** POSTs {@code form} to {@code url} as the client it names. */
    public Future<ProviderReply> post(Leg leg, String url, Map<String, String> form) {
        return known.authenticated(form, Map.of())
                .compose(proven ->
                        known.client().attempt(Call.post(leg, url, proven.headers(), proven.form(), () -> {})));
    }

    /** The keys in {@code reply} that the gateway would check signatures with. */
    public static JWKSet keys(ProviderReply reply) {
        return KeySet.read(reply.body());
    }

    /** How far ahead of ours the clock is that {@code reply} was made by, if it tells. */
    public static Optional<Duration> clock(ProviderReply reply) {
        return Optional.ofNullable(ClockSkew.of(reply.headers()));
    }
}
