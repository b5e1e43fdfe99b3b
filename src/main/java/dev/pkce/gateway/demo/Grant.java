package dev.pkce.gateway.demo;

import org.jspecify.annotations.Nullable;

/** What a user allowed a client, from the code to the last token. Confined to one event loop. */
final class Grant {
    private final AuthorizationRequest request;
    private final String user;
    private boolean redeemed;
    private boolean revoked;
    private @Nullable String refreshToken;
    private @Nullable String key;

    Grant(AuthorizationRequest request, String user) {
        this.request = request;
        this.user = user;
    }

    AuthorizationRequest request() {
        return request;
    }

    String user() {
        return user;
    }

    boolean isLive() {
        return !revoked;
    }

    boolean isOf(String clientId) {
        return request.address().clientId().equals(clientId);
    }

    /** Whether this was the first time. */
    boolean redeem() {
        boolean first = !redeemed;
        redeemed = true;
        return first;
    }

    boolean hasAsNewest(String candidate) {
        return candidate.equals(refreshToken);
    }

    void rotateTo(String next) {
        refreshToken = next;
    }

    /** RFC 9449 section 5: nothing but the key protects the refresh tokens of a public client. */
    void bindTo(Caller caller) {
        key = caller.confidential() ? null : caller.key();
    }

    boolean isBoundToOtherThan(@Nullable String proven) {
        return key != null && !key.equals(proven);
    }

    void revoke() {
        revoked = true;
    }
}
