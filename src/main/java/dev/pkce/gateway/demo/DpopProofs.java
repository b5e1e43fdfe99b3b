package dev.pkce.gateway.demo;

import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the proofs that requests carry (RFC 9449 section 4.3). Confined to one event loop. */
final class DpopProofs {
    static final String HEADER = "DPoP";

    private static final String NONCE_HEADER = "DPoP-Nonce";

    private final String issuer;
    private final Settings settings;
    private final InstantSource clock;
    private final ExpiringMap<Boolean> seen;

    DpopProofs(String issuer, Settings settings, InstantSource clock) {
        this.issuer = issuer;
        this.settings = settings;
        this.clock = clock;
        this.seen = new ExpiringMap<>(clock);
    }

    /** The thumbprint of the proven key, or null where the request carries no proof. */
    @Nullable String key(RoutingContext ctx) {
        DpopProof proof = proof(ctx);
        if (proof == null) {
            return null;
        }
        checkNonce(ctx, proof);
        return proof.thumbprint();
    }

    /** The same for a request with a token, whose hash the proof must hold (section 4.3, check 12). */
    @Nullable String keyFor(RoutingContext ctx, String accessToken) {
        DpopProof proof = proof(ctx);
        if (proof == null) {
            return null;
        }
        String hash = Crypto.base64Url(Crypto.sha256(accessToken));
        DpopProof.require(hash.equals(proof.text("ath")), "Its ath is not the hash of the token");
        return proof.thumbprint();
    }

    private @Nullable DpopProof proof(RoutingContext ctx) {
        List<String> headers = ctx.request().headers().getAll(HEADER);
        if (headers.isEmpty()) {
            return null;
        }
        DpopProof.require(headers.size() == 1, "There are several");
        DpopProof proof = DpopProof.parse(headers.get(0));
        proof.check(ctx.request().method().name(), issuer + ctx.request().path().substring(1), clock.instant());
        String id = proof.thumbprint() + proof.id();
        DpopProof.require(seen.get(id) == null, "It was used before");
        seen.put(id, true, DpopProof.TOLERANCE.multipliedBy(2));
        return proof;
    }

    /** Section 8: whoever lacks the nonce is told it, and comes again with a new proof. */
    private void checkNonce(RoutingContext ctx, DpopProof proof) {
        String nonce = settings.dpopNonce;
        if (nonce == null) {
            return;
        }
        ctx.response().putHeader(NONCE_HEADER, nonce);
        if (!nonce.equals(proof.text("nonce"))) {
            throw new OAuthException("use_dpop_nonce", "The proof must hold the nonce of the DPoP-Nonce header");
        }
    }
}
