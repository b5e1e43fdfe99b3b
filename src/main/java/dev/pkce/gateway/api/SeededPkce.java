package dev.pkce.gateway.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a sign-in asks of the provider (OpenID Connect Core section 3.1.2.1). The response type is always {@code code}
 * and the challenge method always {@code S256}.
 *
 * @param state the issued state, or the client's own of 22 to 512 visible ASCII characters
 * @param nonce the issued nonce, or the client's own, 1 to 512 visible ASCII characters
 * @param codeChallenge 43 base64url characters
 * @param clientId the client at the provider
 * @param scope 1 to 64 scopes
 * @param redirectUri one of those configured for the provider; null for the first of them
 * @param domain the provider's configured domain; null to go by the client, else the default provider
 * @param parameters what else goes to the provider: {@code audience}, {@code screen_hint}, {@code prompt},
 *     {@code organization}, {@code invitation}, {@code response_mode}, {@code dpop_jkt} (RFC 9449 section 10: 43
 *     base64url characters) and the names in {@link #ADDITIONAL}
 */
public record SeededPkce(
        String state,
        String nonce,
        String codeChallenge,
        String clientId,
        List<String> scope,
        @Nullable String redirectUri,
        @Nullable String domain,
        Map<String, String> parameters)
        implements Request {

    /** What may stand in {@code ADDITIONAL_PARAMETERS}: hints that cannot change what the flow is bound to. */
    public static final Set<String> ADDITIONAL = Set.of(
            "access_type",
            "display",
            "login_hint",
            "ui_locales",
            "acr_values",
            "max_age",
            "connection",
            "connection_scope",
            "domain_hint",
            "hd",
            "kc_idp_hint");

    private static final Set<String> TOP =
            Set.of("audience", "screen_hint", "prompt", "organization", "invitation", "response_mode", "dpop_jkt");
    // Names that the flow itself sets, or that would make the provider take its parameters from elsewhere.
    private static final Set<String> RESERVED = Set.of(
            "state",
            "nonce",
            "redirect_uri",
            "client_id",
            "response_type",
            "code_challenge",
            "code_challenge_method",
            "scope",
            "request",
            "request_uri",
            "registration",
            "client_secret",
            "code_verifier",
            "claims");
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
    // The enums of the generated clients, which fail on any other value.
    private static final Map<String, Set<String>> ENUMS = Map.of(
            "prompt", Set.of("login", "none"),
            "screen_hint", Set.of("signup"),
            "response_mode", Set.of("form_post", "query"),
            "access_type", Set.of("offline"),
            "display", Set.of("popup"));
    private static final Set<String> SCOPES = Set.of("openid", "profile", "email", "offline_access");

    public SeededPkce {
        // Of the many flows that wait, few have two different texts of them.
        nonce = nonce.equals(state) ? state : nonce;
        scope = List.copyOf(scope);
        parameters = Map.copyOf(parameters);
    }

    /** A seed for an issued challenge, with the provider's defaults for all else. */
    public static SeededPkce of(ChallengedPkce challenge, String clientId, List<String> scope) {
        return new SeededPkce(
                challenge.state(), challenge.nonce(), challenge.challenge(), clientId, scope, null, null, Map.of());
    }

    /** The same seed with another redirect_uri. */
    public SeededPkce withRedirectUri(String uri) {
        return new SeededPkce(state, nonce, codeChallenge, clientId, scope, uri, domain, parameters);
    }

    /** The same seed for the provider of another domain. */
    public SeededPkce withDomain(String name) {
        return new SeededPkce(state, nonce, codeChallenge, clientId, scope, redirectUri, name, parameters);
    }

    /** The same seed with one more parameter for the provider, such as {@code prompt}. */
    public SeededPkce with(String parameter, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(parameter, value);
        return new SeededPkce(state, nonce, codeChallenge, clientId, scope, redirectUri, domain, more);
    }

    /** The same seed with those of {@code usual} that it says nothing of. */
    public SeededPkce withUsual(Map<String, String> usual) {
        Map<String, String> all = new HashMap<>(usual);
        all.putAll(parameters);
        return orThis(new SeededPkce(state, nonce, codeChallenge, clientId, scope, redirectUri, domain, all));
    }

    /** Itself in the place of its like, so that a flow has one of them. */
    private SeededPkce orThis(SeededPkce like) {
        return like.equals(this) ? this : like;
    }

    /** Whether {@code parameter} may be among {@link #parameters}. */
    public static boolean mayHold(String parameter) {
        return TOP.contains(parameter) || ADDITIONAL.contains(parameter);
    }

    /** Reads the JSON form. */
    public static SeededPkce fromJson(JsonObject json) {
        return read(json).checked();
    }

    static SeededPkce read(JsonObject json) {
        Members members = new Members(json);
        requireCode(members);
        requireS256(members);
        return new SeededPkce(
                members.string("state"),
                members.string("nonce"),
                members.string("code_challenge"),
                members.string("client_id"),
                members.scope(),
                members.string("redirect_uri"),
                members.string("domain"),
                parameters(members));
    }

    @Override
    public SeededPkce checked() {
        return orThis(new SeededPkce(
                Rules.state("state", state),
                Rules.state("nonce", nonce),
                Rules.matching(
                        "code_challenge", codeChallenge, CHALLENGE, "must be 43 base64url characters (RFC 7636 4.2)."),
                Rules.required("client_id", clientId),
                Rules.scope(scope),
                Rules.text("redirect_uri", redirectUri),
                Rules.text("domain", domain),
                checked(parameters)));
    }

    private static void requireCode(Members members) {
        String type = members.required("response_type");
        if (!type.equals("code")) {
            throw new PkceException(
                    Problem.badRequest("unsupported_response_type", "\"response_type\" must be \"code\"."));
        }
    }

    private static void requireS256(Members members) {
        if (!members.string("code_challenge_method").equals("S256")) {
            throw Rules.invalid("code_challenge_method", "must be \"S256\".");
        }
    }

    private static Map<String, String> parameters(Members members) {
        Map<String, String> parameters = new HashMap<>();
        TOP.forEach(name -> parameters.put(name, members.string(name)));
        Members additional = members.object("ADDITIONAL_PARAMETERS");
        for (String name : additional.names()) {
            if (TOP.contains(name)) {
                throw reserved();
            }
            parameters.put(name, ADDITIONAL.contains(name) ? additional.string(name) : "");
        }
        return parameters;
    }

    private static Map<String, String> checked(Map<String, String> parameters) {
        Map<String, String> checked = new HashMap<>();
        parameters.forEach((name, value) -> {
            if (RESERVED.contains(name)) {
                throw reserved();
            }
            String text = mayHold(name) ? Rules.text(name, value) : null;
            if (text != null) {
                checked.put(name, text);
            }
        });
        // The others would never reach the gateway: the browser keeps a fragment to itself.
        if (!Set.of("query", "form_post").contains(checked.getOrDefault("response_mode", "query"))) {
            throw Rules.invalid("response_mode", "must be \"query\" or \"form_post\".");
        }
        String thumbprint = checked.get("dpop_jkt");
        if (thumbprint != null && !CHALLENGE.matcher(thumbprint).matches()) {
            throw Rules.invalid("dpop_jkt", "must be 43 base64url characters (RFC 9449 section 10).");
        }
        return checked;
    }

    private static PkceException reserved() {
        return Rules.invalid("ADDITIONAL_PARAMETERS", "must not name a parameter of the protocol.");
    }

    /** The seed as the generated clients can read it: without the values that their enums do not hold. */
    public SeededPkce readable() {
        Map<String, String> known = new HashMap<>(parameters);
        known.entrySet()
                .removeIf(e ->
                        !ENUMS.getOrDefault(e.getKey(), Set.of(e.getValue())).contains(e.getValue()));
        List<String> scopes = scope.stream().filter(SCOPES::contains).toList();
        return new SeededPkce(state, nonce, codeChallenge, clientId, scopes, redirectUri, domain, known);
    }

    @Override
    public JsonObject toJson() {
        JsonObject additional = new JsonObject();
        JsonObject json = new Present()
                .put("response_type", "code")
                .put("state", state)
                .put("nonce", nonce)
                .put("code_challenge", codeChallenge)
                .put("code_challenge_method", "S256")
                .put("client_id", clientId)
                .put("scope", new JsonArray(scope))
                .put("redirect_uri", redirectUri)
                .put("domain", domain)
                .json();
        parameters.forEach((name, value) -> (TOP.contains(name) ? json : additional).put(name, value));
        return additional.isEmpty() ? json : json.put("ADDITIONAL_PARAMETERS", additional);
    }
}
