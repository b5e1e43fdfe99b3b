package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Gives tokens for codes and refresh tokens (RFC 6749 sections 4.1.3 and 6), and takes them back. */
final class TokenEndpoint {
    private final Settings settings;
    private final Clients clients;
    private final Grants grants;
    private final IdTokens idTokens;

    TokenEndpoint(Settings settings, Clients clients, Grants grants, IdTokens idTokens) {
        this.settings = settings;
        this.clients = clients;
        this.grants = grants;
        this.idTokens = idTokens;
    }

    void onToken(RoutingContext ctx) {
        Parameters form = Parameters.ofForm(ctx);
        Caller caller = clients.identify(ctx, form);
        switch (form.required("grant_type")) {
            case "authorization_code" -> redeem(ctx, caller, form);
            case "refresh_token" -> refresh(ctx, caller, form.required("refresh_token"));
            default -> throw new OAuthException("unsupported_grant_type", "Only codes and refresh tokens are taken");
        }
    }

    /** RFC 7009: the answer is the same whether there was anything to revoke or not. */
    void onRevoke(RoutingContext ctx) {
        Parameters form = Parameters.ofForm(ctx);
        grants.revoke(clients.authenticate(ctx, form), form.required("token"));
        ctx.response().end();
    }

    private void redeem(RoutingContext ctx, Caller caller, Parameters form) {
        Grant grant = grants.redeem(caller, form);
        JsonObject tokens = tokens(caller, grant, grant.request().nonce());
        if (grant.request().scope().contains("offline_access")) {
            tokens.put("refresh_token", grants.newRefreshToken(grant));
        }
        Replies.secret(ctx, tokens);
    }

    private void refresh(RoutingContext ctx, Caller caller, String refreshToken) {
        Grant grant = grants.refresh(caller, refreshToken);
        JsonObject tokens = tokens(caller, grant, null);
        switch (settings.refreshTokens) {
            case ROTATE -> tokens.put("refresh_token", grants.newRefreshToken(grant));
            case KEEP -> tokens.put("refresh_token", refreshToken);
            case OMIT -> {
                // The one that came stays valid.
            }
        }
        Replies.secret(ctx, tokens);
    }

    private JsonObject tokens(Caller caller, Grant grant, @Nullable String nonce) {
        String accessToken = grants.newAccessToken(grant, caller.key(), settings.tokenLifetime);
        JsonObject body = new JsonObject()
                .put("access_token", accessToken)
                .put("token_type", caller.tokenType())
                .put("expires_in", settings.tokenLifetime.toSeconds())
                .put("scope", String.join(" ", grant.request().scope()));
        Object idToken = idTokens.issue(grant, accessToken, nonce);
        if (idToken != null) {
            body.put("id_token", idToken);
        }
        return body;
    }
}
