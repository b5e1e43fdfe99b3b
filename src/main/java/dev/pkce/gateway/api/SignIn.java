package dev.pkce.gateway.api;

/** A finished sign-in, in the shape that the SDKs know for its provider. */
public sealed interface SignIn extends JsonForm permits Auth0, Descope {
    /** The tokens. */
    OAuthToken token();

    /** The same sign-in with other tokens. */
    SignIn with(OAuthToken others);
}
