package dev.pkce.gateway.demo;

/** A refusal in the words of RFC 6749; what it means on the wire is for the endpoint to say. */
final class OAuthException extends RuntimeException {
    private final int status;
    private final String error;
    private final String description;

    OAuthException(String error, String description) {
        this(400, error, description);
    }

    private OAuthException(int status, String error, String description) {
        super(error + ": " + description, null, false, false);
        this.status = status;
        this.error = error;
        this.description = description;
    }

    /** RFC 6749 section 5.2 and RFC 6750 section 3.1: who asks is not known, hence 401. */
    static OAuthException unauthorized(String error, String description) {
        return new OAuthException(401, error, description);
    }

    static OAuthException invalidRequest(String description) {
        return new OAuthException("invalid_request", description);
    }

    static OAuthException invalidGrant(String description) {
        return new OAuthException("invalid_grant", description);
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String description() {
        return description;
    }
}
