package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Base64Url;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes the states of issued challenges: 256 random bits and a checksum of them. The checksum is no secret: it lets the
 * gateway tell an expired state of its own from one that a client made, so that no finished flow comes back to life.
 */
public final class States {
    static final int RANDOM = 32;
    static final int CHECK = 4;
    private static final int CHARS = 48;
    private static final SecureRandom SECURE = new SecureRandom();

    private States() {}

    /** A new state of 48 base64url characters. */
    public static String next() {
        byte[] bytes = new byte[RANDOM];
        SECURE.nextBytes(bytes);
        byte[] state = Arrays.copyOf(bytes, RANDOM + CHECK);
        System.arraycopy(S256.digest(bytes), 0, state, RANDOM, CHECK);
        return Base64.getUrlEncoder().encodeToString(state);
    }

    /** 43 base64url characters of 256 random bits: a verifier (RFC 7636 section 4.1), or a nonce. */
    public static String random() {
        byte[] bytes = new byte[RANDOM];
        SECURE.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether some gateway made {@code state}. */
    static boolean issued(String state) {
        byte[] bytes = bytes(state);
        if (bytes == null) {
            return false;
        }
        byte[] check = S256.digest(Arrays.copyOf(bytes, RANDOM));
        return Arrays.equals(bytes, RANDOM, RANDOM + CHECK, check, 0, CHECK);
    }

    /** The bytes of {@code state}, no other text's; null if no gateway could have made it. */
    static byte @Nullable [] bytes(String state) {
        byte[] bytes = new byte[RANDOM + CHECK];
        return read(state, bytes) ? bytes : null;
    }

    /** Has {@code to} begin with the bytes of {@code state}; false if no gateway could have made it. */
    static boolean read(String state, byte[] to) {
        return state.length() == CHARS && Base64Url.decode(state, to, 0);
    }
}
