package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** BASE64URL(SHA256(text)): the code challenge of RFC 7636 section 4.2, and the fingerprint of what must not be kept. */
public final class S256 {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private static final int CHARS = 43;

    private S256() {}

    /** The 43 characters for {@code text}. */
    public static String of(String text) {
        return BASE64URL.encodeToString(digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Puts the digest that {@code text} is of into {@code to}, from {@code from} on; false if {@link #of} makes no such text. */
    static boolean read(String text, byte[] to, int from) {
        return text.length() == CHARS && Base64Url.decode(text, to, from);
    }

    /** SHA-256. */
    public static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
