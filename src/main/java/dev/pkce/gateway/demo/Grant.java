package dev.pkce.gateway.demo;

import org.jspecify.annotations.Nullable;

/** What a user allowed a client, from the code to the last token. Confined to one event loop. */
final class Grant {
    private final AuthorizationRequest request;
    private final String user;
    private boolean redeemed;
    private boolean revoked;
    private @Nullable String refreshToken;

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

    void revoke() {
        revoked = true;
    }
}
