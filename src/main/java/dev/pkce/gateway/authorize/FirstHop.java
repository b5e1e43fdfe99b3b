package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.provider.ProviderReply;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * What a provider's first answer to an authorization request means: an authorization response, by redirect or as a
 * form_post page, or a person who must act. What it wants shown goes to that person's own browser, never through here.
 */
final class FirstHop {
    private static final int MAX_PARAMETERS = 256;

    private FirstHop() {}

    /** The authorization response in {@code reply}; empty where a person must sign in. */
    static Optional<AuthorizationResponse> read(ProviderReply reply, String url, String redirectUri) {
        String location = reply.location();
        if (location != null) {
            return redirected(URI.create(url), location, redirectUri);
        }
        // oidc-provider sends its form_post error page with status 400, so the page is read before the status.
        Optional<AuthorizationResponse> posted =
                reply.is("text/html") ? posted(reply.body(), url, redirectUri) : Optional.empty();
        if (posted.isPresent() || reply.status() < 300) {
            return posted;
        }
        throw new PkceException(refusal(reply));
    }

    private static Optional<AuthorizationResponse> redirected(URI from, String location, String redirectUri) {
        String target = resolved(from, location);
        if (!leadsBack(target, redirectUri)) {
            return Optional.empty();
        }
        JsonObject parameters = new JsonObject();
        query(target).forEach((name, values) -> put(parameters, name, values));
        return Optional.of(response(parameters));
    }

    // Only & separates: a code may hold a semicolon (RFC 6749 appendix A.11).
    private static Map<String, List<String>> query(String target) {
        return new QueryStringDecoder(target, StandardCharsets.UTF_8, true, MAX_PARAMETERS, true).parameters();
    }

    /** A browser goes where it is sent even if it is spelled badly, so a bad spelling is no reason not to let it. */
    private static String resolved(URI from, String location) {
        try {
            return from.resolve(location).toString();
        } catch (IllegalArgumentException malformed) {
            return location;
        }
    }

    private static boolean leadsBack(String target, String redirectUri) {
        String more = redirectUri.indexOf('?') < 0 ? "?" : "&";
        // RFC 3986 section 6.2.3: no path and "/" are the same, and some providers write the latter.
        boolean bare = URI.create(redirectUri).getRawPath().isEmpty();
        return target.startsWith(redirectUri + more) || (bare && target.startsWith(redirectUri + "/" + more));
    }

    private static Optional<AuthorizationResponse> posted(String html, String url, String redirectUri) {
        for (Element form : Jsoup.parse(html, url).select("form[action]")) {
            if (form.absUrl("action").equals(redirectUri)) {
                JsonObject parameters = new JsonObject();
                form.select("input[name]")
                        .forEach(input -> put(parameters, input.attr("name"), List.of(input.attr("value"))));
                return Optional.of(response(parameters));
            }
        }
        return Optional.empty();
    }

    private static AuthorizationResponse response(JsonObject parameters) {
        try {
            return AuthorizationResponse.fromJson(parameters);
        } catch (PkceException malformed) {
            throw new PkceException(
                    Problem.providerFailed("The identity provider sent a malformed authorization response."));
        }
    }

    private static void put(JsonObject parameters, String name, List<String> values) {
        if (values.size() > 1 || parameters.containsKey(name)) {
            throw new PkceException(Problem.providerFailed("The identity provider sent a parameter twice."));
        }
        parameters.put(name, values.get(0));
    }

    private static Problem refusal(ProviderReply reply) {
        return reply.status() < 500
                ? named(reply)
                : Problem.providerFailed("The identity provider failed to start the sign-in.");
    }

    private static Problem named(ProviderReply reply) {
        Problem unnamed = Problem.providerFailed(
                "The identity provider refused to start the sign-in; it may not know the client or the redirect_uri.");
        if (!reply.is("application/json")) {
            return unnamed;
        }
        try {
            JsonObject json = new JsonObject(reply.body());
            return Stream.of(json.getValue("error"))
                    .filter(String.class::isInstance)
                    .map(error -> new AuthorizationResponse("", null, null, (String) error, null).problem())
                    .findFirst()
                    .orElse(unnamed);
        } catch (DecodeException noObject) {
            return unnamed;
        }
    }
}
