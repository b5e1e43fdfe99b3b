package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends the browser back to the client with a code or an error, in the response mode the client asked for. */
final class AuthorizationAnswers {
    private final String issuer;
    private final Settings settings;
    private final Grants grants;

    AuthorizationAnswers(String issuer, Settings settings, Grants grants) {
        this.issuer = issuer;
        this.settings = settings;
        this.grants = grants;
    }

    String issuer() {
        return issuer;
    }

    void code(RoutingContext ctx, AuthorizationRequest request, String user) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("code", grants.newCode(request, user));
        send(ctx, request.address(), values);
    }

    void refusal(RoutingContext ctx, ReturnAddress address, OAuthException refusal) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("error", refusal.error());
        values.put("error_description", refusal.description());
        send(ctx, address, values);
    }

    private void send(RoutingContext ctx, ReturnAddress address, Map<String, String> values) {
        if (address.state() != null) {
            values.put("state", address.state());
        }
        // RFC 9207: so that the client knows which server answered.
        String named = settings.responseIssuer.of(issuer);
        if (named != null) {
            values.put("iss", named);
        }
        settings.callbackParameters.forEach(values::putIfAbsent);
        if (address.formPost()) {
            Pages.formPost(ctx.response(), address.redirectUri(), values);
        } else {
            redirect(ctx, address.redirectUri(), values);
        }
    }

    private static void redirect(RoutingContext ctx, String redirectUri, Map<String, String> values) {
        String query = values.entrySet().stream()
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpServerResponse response = ctx.response();
        // After a POST only 303 is sure to become a GET (RFC 9700 section 4.12).
        response.setStatusCode(ctx.request().method().equals(HttpMethod.POST) ? 303 : 302)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.LOCATION, redirectUri + (redirectUri.contains("?") ? "&" : "?") + query)
                .end();
    }
}
