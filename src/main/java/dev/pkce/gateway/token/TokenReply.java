package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Descriptions;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a token endpoint's answer means (RFC 6749 sections 5.1 and 5.2): tokens, or a refusal, or nothing usable. */
final class TokenReply {
    private static final int DEFAULT_LIFETIME = 3600;
    private static final String USE_NONCE = "use_dpop_nonce";
    // RFC 6749 section 5.2, RFC 9449 sections 5 and 8 and RFC 8707 section 2; an error of any other name says nothing
    // to an OAuth client.
    private static final Pattern REGISTERED = Pattern.compile("invalid_request|invalid_client|invalid_grant"
            + "|unauthorized_client|unsupported_grant_type|invalid_scope|invalid_target|access_denied"
            + "|invalid_dpop_proof|" + USE_NONCE);

    private TokenReply() {}

    /** The tokens in {@code reply}; {@code scope} is what was asked for, which a provider need not repeat. */
    static OAuthToken read(ProviderReply reply, String scope) {
        JsonObject json = reply.json().orElse(null);
        requireNoRefusal(reply, json);
        if (json == null || reply.status() != 200) {
            throw new PkceException(unusable());
        }
        return tokens(json, scope);
    }

    /** Checks that a revocation was taken: any 200, for RFC 7009 section 2.2 gives its body no meaning. */
    static void requireRevoked(ProviderReply reply) {
        if (reply.status() != 200) {
            requireNoRefusal(reply, reply.json().orElse(null));
            throw new PkceException(unusable());
        }
    }

    private static void requireNoRefusal(ProviderReply reply, @Nullable JsonObject json) {
        // Whatever error it names: those of Auth0 and others are no OAuth errors.
        if (reply.status() == 429) {
            throw new PkceException(Problem.slowDown(reply.retryAfter()));
        }
        if (json != null && json.getValue("error") != null) {
            throw new PkceException(refusal(json));
        }
    }

    /** Whether the provider refused before it looked at the code: it wants a nonce first (RFC 9449 section 8). */
    static boolean isBeforeTheCode(Problem problem) {
        return problem.kind() == Problem.Kind.PROVIDER_REFUSED
                && problem.error().equals(USE_NONCE);
    }

    private static OAuthToken tokens(JsonObject json, String scope) {
        Secret access = secret(json, "access_token");
        // RFC 6749 section 5.1 compares token types without case; the SDKs know one spelling of one.
        if (access == null || !"bearer".equalsIgnoreCase(text(json, "token_type"))) {
            throw new PkceException(unusable());
        }
        String granted = text(json, "scope");
        return new OAuthToken(
                access,
                lifetime(json.getValue("expires_in")),
                granted == null ? scope : granted,
                secret(json, "refresh_token"),
                secret(json, "id_token"));
    }

    private static int lifetime(@Nullable Object seconds) {
        if (seconds == null) {
            return DEFAULT_LIFETIME;
        }
        String digits = seconds.toString();
        if (!digits.matches("[0-9]{1,9}")) {
            throw new PkceException(unusable());
        }
        return Integer.parseInt(digits);
    }

    private static @Nullable Secret secret(JsonObject json, String member) {
        String value = text(json, member);
        return value == null ? null : new Secret(value);
    }

    private static @Nullable String text(JsonObject json, String member) {
        Object value = json.getValue(member);
        if (value != null && !(value instanceof String)) {
            throw new PkceException(unusable());
        }
        return value == null || ((String) value).isEmpty() ? null : (String) value;
    }

    private static Problem refusal(JsonObject json) {
        String error = json.getValue("error") instanceof String text ? text : "";
        String description = json.getValue("error_description") instanceof String text ? text : null;
        return REGISTERED.matcher(error).matches()
                ? Problem.refused(error, Descriptions.clean(description))
                : Problem.providerFailed("The identity provider failed to give tokens.");
    }

    private static Problem unusable() {
        return Problem.providerFailed("The identity provider's token answer is not usable.");
    }
}
