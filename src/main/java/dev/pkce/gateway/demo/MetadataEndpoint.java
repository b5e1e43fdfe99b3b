package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** What the provider says about itself: OIDC Discovery section 3, RFC 8414 section 2, and its keys. */
final class MetadataEndpoint {
    static final String PICTURE = "/picture.svg";
    /** Where tokens with a forged {@code jku} header point; nobody should ever come here. */
    static final String FOREIGN_KEYS = "/foreign-keys.json";

    private static final String JSON = "application/json";
    private static final String CIRCLE = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">"
            + "<circle cx=\"4\" cy=\"4\" r=\"4\" fill=\"#678\"/></svg>";

    private final String issuer;
    private final Settings settings;
    private final SigningKeys keys;

    MetadataEndpoint(String issuer, Settings settings, SigningKeys keys) {
        this.issuer = issuer;
        this.settings = settings;
        this.keys = keys;
    }

    void onMetadata(RoutingContext ctx) {
        if (!settings.metadataDocument.isAt(ctx.request().path())) {
            ctx.response().setStatusCode(404).end();
            return;
        }
        JsonObject metadata = describe();
        if (settings.par != Par.NONE) {
            metadata.put("pushed_authorization_request_endpoint", issuer + PushEndpoint.PATH.substring(1))
                    .put("require_pushed_authorization_requests", settings.par == Par.REQUIRED);
        }
        settings.metadata.accept(metadata);
        Replies.open(ctx, JSON, metadata.encode());
    }

    void onKeys(RoutingContext ctx) {
        JsonArray all = new JsonArray();
        settings.moreKeys.forEach(all::add);
        keys.published(settings.idTokenFault)
                .forEach(key -> all.add(new JsonObject(key.toPublicJWK().toJSONObject())));
        Replies.open(ctx, JSON, new JsonObject().put("keys", all).encode());
    }

    void onForeignKeys(RoutingContext ctx) {
        Replies.open(ctx, JSON, SigningKeys.foreign());
    }

    void onPicture(RoutingContext ctx) {
        Replies.open(ctx, "image/svg+xml", CIRCLE);
    }

    private JsonObject describe() {
        JsonArray algorithms = new JsonArray(Signatures.ALGORITHMS);
        return new JsonObject()
                .put("issuer", issuer)
                .put("authorization_endpoint", issuer + "authorize")
                .put("token_endpoint", issuer + "oauth/token")
                .put("revocation_endpoint", issuer + "oauth/revoke")
                .put("userinfo_endpoint", issuer + "userinfo")
                .put("jwks_uri", issuer + ".well-known/jwks.json")
                .put("scopes_supported", JsonArray.of("openid", "profile", "email", "offline_access"))
                .put("response_types_supported", JsonArray.of("code"))
                .put("response_modes_supported", JsonArray.of("query", "form_post"))
                .put("grant_types_supported", JsonArray.of("authorization_code", "refresh_token"))
                .put("code_challenge_methods_supported", JsonArray.of("S256"))
                .put("subject_types_supported", JsonArray.of("public"))
                .put("id_token_signing_alg_values_supported", JsonArray.of("RS256"))
                .put("token_endpoint_auth_methods_supported", clientAuthentication())
                .put("token_endpoint_auth_signing_alg_values_supported", algorithms)
                .put("revocation_endpoint_auth_methods_supported", clientAuthentication())
                .put("revocation_endpoint_auth_signing_alg_values_supported", algorithms)
                .put("dpop_signing_alg_values_supported", algorithms)
                .put("authorization_response_iss_parameter_supported", true);
    }

    private static JsonArray clientAuthentication() {
        return JsonArray.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
    }
}
