package dev.pkce.gateway.demo;

/** Under which name the metadata are published. */
public enum MetadataDocument {
    /** {@code /.well-known/openid-configuration} (OIDC Discovery section 4) alone. */
    OPENID_CONFIGURATION,
    /** {@code /.well-known/oauth-authorization-server} (RFC 8414 section 3) alone. */
    OAUTH_AUTHORIZATION_SERVER,
    /** Under both. */
    BOTH;

    static final String OPENID_PATH = "/.well-known/openid-configuration";
    static final String OAUTH_PATH = "/.well-known/oauth-authorization-server";

    boolean isAt(String path) {
        return this == BOTH || (this == OPENID_CONFIGURATION) == path.equals(OPENID_PATH);
    }
}
