package dev.pkce.gateway.api;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a person needs to know to say whether the sign-in they have finished is their own: somebody else may have started
 * it and sent them the link. The code goes to whoever waits for it once they agree, at {@link Addresses#CONFIRM}.
 *
 * @param state the flow's
 * @param ticket shows that the person who agrees is the one who signed in
 * @param bindingMessage what the program that started the flow shows too, such as {@code 3f9a-1c02}: the first eight
 *     hexadecimal digits of the SHA-256 of the state (named as in OpenID Connect CIBA section 7.1)
 * @param address the network address it was started from, {@code unknown} where proxies do not agree on it; null if that
 *     was inside this process
 * @param age how long ago that was, in seconds
 */
public record Confirmation(
        String state,
        Secret ticket,
        String bindingMessage,
        @Nullable String address,
        long age) implements JsonForm {
    @Override
    public JsonObject toJson() {
        return new Present()
                .put("state", state)
                .put("ticket", ticket)
                .put("binding_message", bindingMessage)
                .put("address", address)
                .put("age", age)
                .json();
    }
}
