package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OIDC Core section 5.3: says who an access token stands for. */
final class UserInfoEndpoint {
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)(Bearer|DPoP) +(\\S+)");

    private final String issuer;
    private final Grants grants;
    private final DpopProofs proofs;

    UserInfoEndpoint(String issuer, Grants grants, DpopProofs proofs) {
        this.issuer = issuer;
        this.grants = grants;
        this.proofs = proofs;
    }

    void onRequest(RoutingContext ctx) {
        Grant grant = grantOf(ctx);
        if (grant == null) {
            throw OAuthException.unauthorized("invalid_token", "The access token is missing, unknown or over");
        }
        Person person = new Person(grant.user(), issuer);
        Replies.secret(ctx, new JsonObject(person.claims(grant.request().scope())));
    }

    /** RFC 9449 section 7.2: a token that is bound to a key is not taken for a bearer token, nor the other way round. */
    private @Nullable Grant grantOf(RoutingContext ctx) {
        String authorization = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
        Matcher header = AUTHORIZATION.matcher(authorization == null ? "" : authorization);
        if (!header.matches()) {
            return null;
        }
        String token = header.group(2);
        boolean bearer = header.group(1).equalsIgnoreCase("Bearer");
        String key = bearer ? null : proofs.keyFor(ctx, token);
        Grants.AccessToken access = grants.ofAccessToken(token);
        boolean fits = access != null && Objects.equals(access.key(), key) && bearer == (key == null);
        return access != null && fits ? access.grant() : null;
    }
}
