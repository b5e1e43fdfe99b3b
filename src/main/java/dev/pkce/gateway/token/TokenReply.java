package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Descriptions;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint's answer means (RFC 6749 sections 5.1 and 5.2): tokens, or a refusal, or nothing usable; whatever
 * it is, the nonce that came with it goes along (RFC 9449 section 8).
 */
final class TokenReply {
    private static final int DEFAULT_LIFETIME = 3600;
    private static final String USE_NONCE = "use_dpop_nonce";
    // RFC 6749 section 5.2, RFC 9449 sections 5 and 8, RFC 8707 section 2; an error of any other name says nothing.
    private static final Pattern REGISTERED = Pattern.compile("invalid_request|invalid_client|invalid_grant"
            + "|unauthorized_client|unsupported_grant_type|invalid_scope|invalid_target|access_denied"
            + "|invalid_dpop_proof|" + USE_NONCE);
    // RFC 9449 section 8.1: NQCHAR
    private static final Pattern NONCE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,512}");

    private final ProviderReply reply;
    private final @Nullable JsonObject json;

    private TokenReply(ProviderReply reply) {
        this.reply = reply;
        this.json = reply.json().orElse(null);
    }

    /**
     * The tokens in {@code reply}.
     *
     * @param scope what was asked for, which a provider need not repeat
     * @param proven whether there was a proof for tokens to be bound to
     */
    static OAuthToken read(ProviderReply reply, String scope, boolean proven) {
        TokenReply read = new TokenReply(reply);
        if (read.json != null && read.json.getValue("error") != null) {
            throw read.failed(refusal(read.json, REGISTERED));
        }
        if (read.json == null || reply.status() != 200) {
            throw read.unusable();
        }
        return read.tokens(read.json, scope, proven);
    }

    /** Whether the provider refused before it looked at the code: it wants fewer calls, or a nonce (RFC 9449 section 8). */
    static boolean isBeforeTheCode(Problem problem) {
        return problem.kind() == Problem.Kind.TOO_MANY_REQUESTS
                || (problem.kind() == Problem.Kind.PROVIDER_REFUSED
                        && problem.error().equals(USE_NONCE));
    }

    /** The refusal in {@code json}, told by its name if that is a {@code registered} one. */
    static Problem refusal(JsonObject json, Pattern registered) {
        String error = json.getValue("error") instanceof String text ? text : "";
        String description = json.getValue("error_description") instanceof String text ? text : null;
        return registered.matcher(error).matches()
                ? Problem.refused(error, Descriptions.clean(description))
                : Problem.providerFailed("The identity provider failed to do what was asked.");
    }

    private OAuthToken tokens(JsonObject answer, String scope, boolean proven) {
        Secret access = secret(answer, "access_token");
        OAuthToken.Type type = OAuthToken.Type.of(text(answer, "token_type"));
        // A token that is bound to a key is of no use to who has none; one of an unknown type to nobody.
        if (access == null || type == null || (type == OAuthToken.Type.DPOP && !proven)) {
            throw unusable();
        }
        String granted = text(answer, "scope");
        return new OAuthToken(
                access,
                type,
                lifetime(answer.getValue("expires_in")),
                granted == null ? scope : granted,
                secret(answer, "refresh_token"),
                secret(answer, "id_token"),
                nonce());
    }

    private int lifetime(@Nullable Object seconds) {
        if (seconds == null) {
            return DEFAULT_LIFETIME;
        }
        String digits = seconds.toString();
        if (!digits.matches("[0-9]{1,9}")) {
            throw unusable();
        }
        return Integer.parseInt(digits);
    }

    private @Nullable Secret secret(JsonObject answer, String member) {
        String value = text(answer, member);
        return value == null ? null : new Secret(value);
    }

    private @Nullable String text(JsonObject answer, String member) {
        Object value = answer.getValue(member);
        if (value == null) {
            return null;
        }
        // RFC 6749 appendix A: nothing in here is anything but ASCII, whatever charset the answer was meant to be in.
        if (!(value instanceof String text) || !text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
            throw unusable();
        }
        return text.isEmpty() ? null : text;
    }

    private @Nullable String nonce() {
        List<String> nonces = reply.headers().getAll("DPoP-Nonce");
        boolean one = nonces.size() == 1 && NONCE.matcher(nonces.get(0)).matches();
        return one ? nonces.get(0) : null;
    }

    private PkceException unusable() {
        return failed(Problem.providerFailed("The identity provider's token answer is not usable."));
    }

    private PkceException failed(Problem problem) {
        return new PkceException(problem.withNonce(nonce()));
    }
}
