package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells which client is calling: any client is public unless it has a secret or a key (RFC 6749 section 2.3). */
final class Clients {
    private static final Pattern BASIC = Pattern.compile("(?i:Basic) +(\\S+)");

    private record Credentials(String clientId, @Nullable String secret) {}

    private final String issuer;
    private final Settings settings;
    private final DpopProofs proofs;
    private final ClientAssertions assertions;

    Clients(String issuer, Settings settings, DpopProofs proofs) {
        this.issuer = issuer;
        this.settings = settings;
        this.proofs = proofs;
        this.assertions = new ClientAssertions(settings.clientKeys, InstantSource.system());
    }

    /** Who asks, and with which key. */
    Caller identify(RoutingContext ctx, Parameters form) {
        String clientId = authenticate(ctx, form);
        return new Caller(clientId, settings.isConfidential(clientId), proofs.key(ctx));
    }

    String authenticate(RoutingContext ctx, Parameters form) {
        String authorization = ctx.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (ClientAssertions.areIn(form)) {
            return asserted(ctx, authorization, form);
        }
        Credentials presented = authorization == null ? posted(form) : basic(authorization, form);
        String secret = presented.secret();
        if (secret == null && !settings.isConfidential(presented.clientId())) {
            return presented.clientId();
        }
        List<String> expected = settings.clientSecrets.getOrDefault(presented.clientId(), List.of());
        if (secret == null || expected.stream().noneMatch(one -> Crypto.same(one, secret))) {
            throw OAuthException.unauthorized("invalid_client", "The client could not be authenticated");
        }
        return presented.clientId();
    }

    private String asserted(RoutingContext ctx, @Nullable String authorization, Parameters form) {
        if (authorization != null || form.optional("client_secret") != null) {
            throw severalWays();
        }
        // RFC 9126 section 2: the endpoint itself will do as well, as token endpoint or not.
        String endpoint = issuer + ctx.request().path().substring(1);
        return assertions.clientId(form, Set.copyOf(List.of(issuer, issuer + "oauth/token", endpoint)));
    }

    private static Credentials posted(Parameters form) {
        return new Credentials(form.required("client_id"), form.optional("client_secret"));
    }

    private static Credentials basic(String authorization, Parameters form) {
        Credentials credentials = decode(authorization);
        String named = form.optional("client_id");
        if (form.optional("client_secret") != null || (named != null && !named.equals(credentials.clientId()))) {
            throw severalWays();
        }
        return credentials;
    }

    private static OAuthException severalWays() {
        return OAuthException.invalidRequest("The client authenticates in more than one way");
    }

    private static Credentials decode(String authorization) {
        Matcher header = BASIC.matcher(authorization);
        if (header.matches()) {
            try {
                return split(new String(Base64.getDecoder().decode(header.group(1)), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException malformed) {
                // Refused below, as any other scheme is.
            }
        }
        throw OAuthException.unauthorized("invalid_client", "The Authorization header is not HTTP Basic");
    }

    private static Credentials split(String pair) {
        int colon = pair.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("No client identifier");
        }
        return new Credentials(formDecode(pair.substring(0, colon)), formDecode(pair.substring(colon + 1)));
    }

    /** RFC 6749 section 2.3.1: both halves are form-urlencoded before they are joined. */
    private static String formDecode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
