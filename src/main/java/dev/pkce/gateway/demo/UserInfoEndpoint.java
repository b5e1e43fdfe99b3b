package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OIDC Core section 5.3: says who an access token stands for. */
final class UserInfoEndpoint {
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+)");

    private final String issuer;
    private final Grants grants;

    UserInfoEndpoint(String issuer, Grants grants) {
        this.issuer = issuer;
        this.grants = grants;
    }

    void onRequest(RoutingContext ctx) {
        Grant grant = grantOf(ctx.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (grant == null) {
            throw OAuthException.unauthorized("invalid_token", "The access token is missing, unknown or over");
        }
        Person person = new Person(grant.user(), issuer);
        Replies.secret(ctx, new JsonObject(person.claims(grant.request().scope())));
    }

    private @Nullable Grant grantOf(@Nullable String authorization) {
        Matcher header = BEARER.matcher(authorization == null ? "" : authorization);
        return header.matches() ? grants.ofAccessToken(header.group(1)) : null;
    }
}
