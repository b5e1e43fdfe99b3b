package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;

/**
 * A new challenge (RFC 7636 section 4.2, always S256).
 *
 * @param state names the flow; at least 256 random bits
 * @param nonce comes back in the ID token; equals {@code state} unless the gateway is strict
 * @param challenge BASE64URL(SHA256(verifier)), 43 characters
 * @param verifier 43 characters; the caller keeps it for the token call, the gateway forgets it
 */
public record ChallengedPkce(String state, String nonce, String challenge, Secret verifier) implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put("state", state)
                .put("nonce", nonce)
                .put("challenge", challenge)
                .put("method", "S256")
                .put("verifier", verifier.reveal());
    }
}
