package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.Future;
import java.util.Map;
import java.util.regex.Pattern;

/** Goes out to the revocation endpoint (RFC 7009), and forgets what was revoked. */
final class RevocationProxy {
    private static final Pattern REGISTERED =
            Pattern.compile("invalid_request|invalid_client|invalid_grant|unauthorized_client|unsupported_token_type");
    private static final int USUAL_ADVICE = 5;

    private final Exchanges exchanges;

    RevocationProxy(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Revokes a token at {@code provider}; one that it does not know counts as revoked. */
    Future<Done> revoke(IdentityProvider provider, RevokedPkce request) {
        // At once, and even if the provider fails: nobody is to be handed tokens that somebody wants revoked.
        return exchanges
                .flights
                .forget(request.token())
                .compose(forgotten -> provider.metadata())
                .compose(metadata -> metadata.revoke() == null
                        ? Future.failedFuture(new PkceException(
                                Problem.providerFailed("The identity provider has no revocation endpoint.")))
                        : provider.post(
                                Leg.REVOKE, metadata.revoke(), TokenRequest.revoke(request), Map.of(), () -> {}))
                .compose(reply -> done(reply, request));
    }

    private Future<Done> done(ProviderReply reply, RevokedPkce request) {
        // RFC 7009 section 2.2 gives the body of a success no meaning.
        if (reply.status() != 200 && reply.status() != 204) {
            return Future.failedFuture(new PkceException(problem(reply)));
        }
        exchanges.clearable.forget(request.token());
        // Revoked it is, whatever becomes of the memory of it.
        return exchanges.refreshTokens.forget(request.token()).transform(told -> Future.succeededFuture(new Done()));
    }

    private static Problem problem(ProviderReply reply) {
        if (reply.status() == 503) {
            // RFC 7009 section 2.2.1: the token still exists, and the caller may try again after a while.
            return unavailable(reply.retryAfter());
        }
        return reply.json()
                .filter(json -> json.getValue("error") != null)
                .map(json -> TokenReply.refusal(json, REGISTERED))
                .orElseGet(() -> Problem.providerFailed("The identity provider's revocation answer is not usable."));
    }

    private static Problem unavailable(int retryAfter) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "temporarily_unavailable",
                "The identity provider cannot revoke the token now.",
                retryAfter > 0 ? retryAfter : USUAL_ADVICE);
    }
}
