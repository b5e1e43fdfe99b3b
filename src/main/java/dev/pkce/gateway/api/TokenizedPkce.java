package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call for tokens: one of the two grants of a public client (RFC 6749 sections 4.1.3 and 6). */
public sealed interface TokenizedPkce extends Request {
    /** The client at the provider. */
    String clientId();

    /** The API that the token is for; null for the provider's default. */
    @Nullable String audience();

    /** The provider's configured domain; null to go by the client. The code of a flow goes to the flow's provider. */
    @Nullable String domain();

    /** The proof that the token is to be bound to (RFC 9449 section 4.2); passed on as it is, null for a bearer token. */
    @Nullable Secret proof();

    /** The same call to the provider of another domain. */
    TokenizedPkce withDomain(String name);

    /** The same call with a proof: a compact JWS of at most 8 KiB. */
    TokenizedPkce withProof(Secret dpop);

    @Override
    TokenizedPkce checked();

    /**
     * Redeems a code.
     *
     * @param clientId that of the seed
     * @param code what the provider answered
     * @param redirectUri that of the authorization request, character by character (RFC 6749 section 4.1.3)
     * @param verifier 43 to 128 unreserved characters (RFC 7636 section 4.1)
     * @param audience the API that the token is for
     */
    record AuthorizationCode(
            String clientId,
            Secret code,
            String redirectUri,
            Secret verifier,
            @Nullable String audience,
            @Nullable String domain,
            @Nullable Secret proof)
            implements TokenizedPkce {
        /** A call without what only some providers need. */
        public AuthorizationCode(
                String clientId, Secret code, String redirectUri, Secret verifier, @Nullable String audience) {
            this(clientId, code, redirectUri, verifier, audience, null, null);
        }

        @Override
        public AuthorizationCode checked() {
            return new AuthorizationCode(
                    Rules.required("client_id", clientId),
                    Rules.requiredSecret("code", code),
                    Rules.required("redirect_uri", redirectUri),
                    TokenizedPkce.checkedVerifier(verifier),
                    Rules.text("audience", audience),
                    Rules.text("domain", domain),
                    Rules.proof(proof));
        }

        @Override
        public AuthorizationCode withDomain(String name) {
            return new AuthorizationCode(clientId, code, redirectUri, verifier, audience, name, proof);
        }

        @Override
        public AuthorizationCode withProof(Secret dpop) {
            return new AuthorizationCode(clientId, code, redirectUri, verifier, audience, domain, dpop);
        }

        @Override
        public JsonObject toJson() {
            return new Present()
                    .put("grant_type", "authorization_code")
                    .put("client_id", clientId)
                    .put("code", code)
                    .put("redirect_uri", redirectUri)
                    .put("code_verifier", verifier)
                    .put("audience", audience)
                    .put("domain", domain)
                    .put("dpop", proof)
                    .json();
        }
    }

    /**
     * Exchanges a refresh token. The SDKs' model has no member for it, so {@code refresh_token} is additive and
     * {@code code} stands in for it.
     *
     * @param clientId the client that the token was issued to
     * @param refreshToken the token
     * @param audience the API that the token is for
     */
    record Refresh(
            String clientId,
            Secret refreshToken,
            @Nullable String audience,
            @Nullable String domain,
            @Nullable Secret proof)
            implements TokenizedPkce {
        /** A call without what only some providers need. */
        public Refresh(String clientId, Secret refreshToken, @Nullable String audience) {
            this(clientId, refreshToken, audience, null, null);
        }

        @Override
        public Refresh checked() {
            return new Refresh(
                    Rules.required("client_id", clientId),
                    Rules.requiredSecret("refresh_token", refreshToken),
                    Rules.text("audience", audience),
                    Rules.text("domain", domain),
                    Rules.proof(proof));
        }

        @Override
        public Refresh withDomain(String name) {
            return new Refresh(clientId, refreshToken, audience, name, proof);
        }

        @Override
        public Refresh withProof(Secret dpop) {
            return new Refresh(clientId, refreshToken, audience, domain, dpop);
        }

        @Override
        public JsonObject toJson() {
            return new Present()
                    .put("grant_type", "refresh_token")
                    .put("client_id", clientId)
                    .put("refresh_token", refreshToken)
                    .put("audience", audience)
                    .put("domain", domain)
                    .put("dpop", proof)
                    .json();
        }
    }

    /** What a verifier is made of (RFC 7636 section 4.1). */
    Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    /** Reads the JSON form. */
    static TokenizedPkce fromJson(JsonObject json) {
        return read(new Members(json)).checked();
    }

    private static TokenizedPkce read(Members members) {
        String grant = members.required("grant_type");
        return switch (grant) {
            case "authorization_code" ->
                new AuthorizationCode(
                        members.string("client_id"),
                        members.secret("code"),
                        members.string("redirect_uri"),
                        members.secret("code_verifier"),
                        members.string("audience"),
                        members.string("domain"),
                        proof(members));
            case "refresh_token" ->
                new Refresh(
                        members.string("client_id"),
                        refreshToken(members),
                        members.string("audience"),
                        members.string("domain"),
                        proof(members));
            default ->
                throw new PkceException(Problem.badRequest(
                        "unsupported_grant_type",
                        "\"grant_type\" must be \"authorization_code\" or \"refresh_token\"."));
        };
    }

    private static @Nullable Secret proof(Members members) {
        String proof = members.string("dpop");
        return Rules.absent(proof) ? null : new Secret(proof);
    }

    private static Secret refreshToken(Members members) {
        Secret token = Rules.secret("refresh_token", members.secret("refresh_token"));
        return token != null ? token : members.secret("code");
    }

    private static Secret checkedVerifier(Secret verifier) {
        Rules.matching(
                "code_verifier",
                verifier.reveal(),
                VERIFIER,
                "must be 43 to 128 unreserved characters (RFC 7636 4.1).");
        return verifier;
    }
}
