package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a call was refused or failed, as RFC 9457 problem details that an OAuth client can read too.
 *
 * @param kind what happened; fixes the HTTP status and the problem type
 * @param error the OAuth or OpenID Connect error code (RFC 6749 sections 4.1.2.1 and 5.2)
 * @param detail fixed text for people; holds nothing of the request but the name of a member, and nothing of the
 *     provider but its own description of an OAuth error, cleaned
 * @param retryAfter after how many seconds to try again (RFC 9110 section 10.2.3); 0 for no advice
 * @param nonce what the provider wants to find in the next proof (RFC 9449 section 8; HTTP: {@code DPoP-Nonce})
 */
public record Problem(
        Kind kind,
        String error,
        String detail,
        int retryAfter,
        @Nullable String nonce) implements JsonForm {
    /** A problem that no nonce helps against. */
    public Problem(Kind kind, String error, String detail, int retryAfter) {
        this(kind, error, detail, retryAfter, null);
    }

    /** What can go wrong, each with its HTTP status and title. */
    public enum Kind {
        /** The request breaks a rule of its format. */
        INVALID_REQUEST(400, "Invalid request"),
        /** No live flow has this state; the same for unknown, expired, finished and cleared ones, so nothing can be probed. */
        UNKNOWN_FLOW(400, "Unknown flow"),
        /** The code, verifier, client or redirect_uri does not belong to the flow, or the code was used. */
        INVALID_GRANT(400, "Invalid grant"),
        /** The provider answered with an OAuth error; {@code error} is its code. */
        PROVIDER_REFUSED(400, "Refused by the identity provider"),
        /** The Host or Origin of the request is not allowed. */
        FORBIDDEN(403, "Forbidden"),
        /** The sign-in was started in another browser, or its cookie did not come along. */
        OTHER_BROWSER(403, "Other browser"),
        /** No such path. */
        NOT_FOUND(404, "Not found"),
        /** The path exists, the method does not. */
        METHOD_NOT_ALLOWED(405, "Method not allowed"),
        /** The state is in use with another seed. */
        FLOW_IN_PROGRESS(409, "Flow in progress"),
        /** The flow was cleared while somebody waited for it. */
        FLOW_CLEARED(410, "Flow cleared"),
        /** The body is larger than the limit. */
        TOO_LARGE(413, "Content too large"),
        /** The request line is longer than the limit. */
        URI_TOO_LONG(414, "URI too long"),
        /** The body is of a type, charset or encoding that the endpoint does not take. */
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
        /** The request expects what the gateway does not do. */
        EXPECTATION_FAILED(417, "Expectation failed"),
        /** The provider, or the gateway, wants fewer calls. */
        TOO_MANY_REQUESTS(429, "Too many requests"),
        /** The header section is larger than the limit. */
        HEADERS_TOO_LARGE(431, "Request header fields too large"),
        /** A fault of the gateway. */
        INTERNAL(500, "Internal error"),
        /** The provider cannot be reached or answered with something that is no OAuth answer. */
        PROVIDER_FAILED(502, "Identity provider failed"),
        /** A cap of the gateway is reached, or it is shutting down. */
        UNAVAILABLE(503, "Service unavailable"),
        /** The flow reached its end while somebody waited for it. */
        FLOW_EXPIRED(504, "Flow expired"),
        /** The provider did not answer in time. */
        PROVIDER_TIMEOUT(504, "Identity provider too slow");

        private final int status;
        private final String title;

        Kind(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        private String type() {
            return "urn:pkce-gateway:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A malformed request. */
    public static Problem invalidRequest(String detail) {
        return new Problem(Kind.INVALID_REQUEST, "invalid_request", detail, 0);
    }

    /** A malformed request for which OAuth has a code of its own, such as {@code invalid_scope}. */
    public static Problem badRequest(String error, String detail) {
        return new Problem(Kind.INVALID_REQUEST, error, detail, 0);
    }

    /** A state that is unknown, expired, finished or cleared: always the same bytes. */
    public static Problem unknownFlow() {
        return new Problem(Kind.UNKNOWN_FLOW, "invalid_request", "The state is unknown, expired or already used.", 0);
    }

    /** A DPoP proof that cannot be one (RFC 9449 section 4.2). */
    public static Problem invalidProof() {
        return badRequest(
                "invalid_dpop_proof", "The call must have one DPoP proof at most: a compact JWS of at most 8 KiB.");
    }

    /** A grant that does not fit its flow: always the same bytes, so that no part of it can be guessed by itself. */
    public static Problem invalidGrant() {
        return new Problem(
                Kind.INVALID_GRANT,
                "invalid_grant",
                "The code, client, redirect_uri or verifier does not match, or the code was already used.",
                0);
    }

    /** A provider's own OAuth error. */
    public static Problem refused(String error, String detail) {
        return new Problem(Kind.PROVIDER_REFUSED, error, detail, 0);
    }

    /** A provider that answered with something that is no answer. */
    public static Problem providerFailed(String detail) {
        return new Problem(Kind.PROVIDER_FAILED, "server_error", detail, 0);
    }

    /** A provider that took too long. */
    public static Problem providerTimeout() {
        return new Problem(
                Kind.PROVIDER_TIMEOUT, "temporarily_unavailable", "The identity provider did not answer in time.", 0);
    }

    /** A provider that wants fewer calls. */
    public static Problem slowDown(int retryAfter) {
        return new Problem(
                Kind.TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "The identity provider wants fewer calls.",
                retryAfter);
    }

    /** A gateway that cannot take the call now. */
    public static Problem unavailable(String detail) {
        return new Problem(Kind.UNAVAILABLE, "temporarily_unavailable", detail, 5);
    }

    /** A flow whose time ran out while somebody waited for it. */
    public static Problem flowExpired() {
        return new Problem(Kind.FLOW_EXPIRED, "flow_expired", "The flow expired before anybody signed in.", 0);
    }

    /** A wait that ended before anybody signed in; the flow goes on. */
    public static Problem waitEnded() {
        return new Problem(Kind.FLOW_EXPIRED, "temporarily_unavailable", "Nobody has signed in yet.", 0);
    }

    /** A flow that was cleared while somebody waited for it. */
    public static Problem flowCleared() {
        return new Problem(Kind.FLOW_CLEARED, "flow_cleared", "The flow was cleared.", 0);
    }

    /** A flow whose provider the gateway no longer has. */
    public static Problem providerGone() {
        return new Problem(
                Kind.FLOW_CLEARED, "flow_cleared", "The identity provider of the flow is no longer configured.", 0);
    }

    /** A state that is taken by another seed. */
    public static Problem flowInProgress() {
        return new Problem(Kind.FLOW_IN_PROGRESS, "flow_in_progress", "The state is in use with another seed.", 0);
    }

    /** A fault of the gateway, of which the caller learns nothing. */
    public static Problem internal() {
        return new Problem(Kind.INTERNAL, "server_error", "The gateway failed to handle the request.", 0);
    }

    /** A browser that did not begin the flow it comes for. */
    public static Problem otherBrowser() {
        return new Problem(
                Kind.OTHER_BROWSER, "access_denied", "The sign-in belongs to the browser that it was started in.", 0);
    }

    /** A person who did not start the sign-in that they finished. */
    public static Problem notConfirmed() {
        return refused("access_denied", "The person did not confirm that the sign-in is theirs.");
    }

    /** The same problem, with the provider's {@code nonce} for the next proof. */
    public Problem withNonce(@Nullable String next) {
        return new Problem(kind, error, detail, retryAfter, next);
    }

    /** The HTTP status. */
    public int status() {
        return kind.status();
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put("type", kind.type())
                .put("title", kind.title)
                .put("status", kind.status)
                .put("detail", detail)
                .put("error", error);
    }
}
