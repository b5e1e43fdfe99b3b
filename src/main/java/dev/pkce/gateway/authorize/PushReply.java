package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.flow.Clock;
import dev.pkce.gateway.flow.Pushed;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What a provider answered to a pushed authorization request (RFC 9126 sections 2.2 and 2.3). */
final class PushReply {
    private static final Pattern REQUEST_URI = Pattern.compile("[!-~]{1,2048}");
    private static final int LONGEST_SECONDS = 3600;
    // What is about to be forgotten is not worth the way to the provider.
    private static final int MARGIN_SECONDS = 2;

    private PushReply() {}

    /** The name of the request; fails with the provider's refusal, or because there is no sense in the answer. */
    static Pushed read(ProviderReply reply) {
        JsonObject json = reply.json().orElseGet(JsonObject::new);
        if (reply.status() >= 400) {
            throw new PkceException(refusal(reply, json));
        }
        if ((reply.status() == 201 || reply.status() == 200)
                && json.getValue("request_uri") instanceof String uri
                && REQUEST_URI.matcher(uri).matches()
                && json.getValue("expires_in") instanceof Number seconds
                && seconds.longValue() > 0) {
            long lifetime = Math.max(1, Math.min(seconds.longValue(), LONGEST_SECONDS) - MARGIN_SECONDS);
            return new Pushed(uri, Clock.millis() + TimeUnit.SECONDS.toMillis(lifetime));
        }
        throw new PkceException(Problem.providerFailed("The identity provider's answer to a push is not usable."));
    }

    private static Problem refusal(ProviderReply reply, JsonObject json) {
        // Keycloak calls it an invalid request when it does not believe the gateway to be its client.
        boolean believed = reply.status() != 401;
        if (believed && reply.status() < 500 && json.getValue("error") instanceof String error) {
            String description = json.getValue("error_description") instanceof String text ? text : null;
            AuthorizationResponse refused = new AuthorizationResponse("", null, null, error, description);
            if (refused.registered()) {
                return refused.problem();
            }
        }
        return Problem.providerFailed("The identity provider did not take the pushed authorization request.");
    }
}
