package dev.pkce.gateway.api;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a challenge that is base64url throughout, as the gateway makes it, written without a {@code JsonObject}:
 * no other answer is asked for so often, and nothing in it needs escaping.
 */
final class PlainChallenge {
    private static final byte[] STATE = ascii("{\"challenge\":{\"state\":\"");
    private static final byte[] NONCE = ascii("\",\"nonce\":\"");
    private static final byte[] CHALLENGE = ascii("\",\"challenge\":\"");
    private static final byte[] VERIFIER = ascii("\",\"method\":\"S256\",\"verifier\":\"");
    private static final byte[] END = ascii("\"}}");
    private static final int ROOM = 320;

    private PlainChallenge() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The JSON of an answer that is {@code challenge} by itself, secrets included; null if any of it is not base64url. */
    static @Nullable Buffer json(ChallengedPkce challenge) {
        Buffer json = Buffer.buffer(ROOM);
        boolean plain = append(json, STATE, challenge.state())
                && append(json, NONCE, challenge.nonce())
                && append(json, CHALLENGE, challenge.challenge())
                && append(json, VERIFIER, challenge.verifier().reveal());
        return plain ? json.appendBytes(END) : null;
    }

    private static boolean append(Buffer json, byte[] before, String text) {
        byte[] letters = Base64Url.bytes(text);
        if (letters != null) {
            json.appendBytes(before).appendBytes(letters);
        }
        return letters != null;
    }
}
