package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** BASE64URL(SHA256(text)): the code challenge of RFC 7636 section 4.2, and the fingerprint of what must not be kept. */
public final class S256 {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private static final int CHARS = 43;
    private static final String LAST = "AEIMQUYcgkosw048";

    private S256() {}

    /** The 43 characters for {@code text}. */
    public static String of(String text) {
        return BASE64URL.encodeToString(digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The bytes of {@code text}; null if {@link #of} makes no such text: the last character has two bits that mean nothing. */
    static byte @Nullable [] bytes(String text) {
        boolean whole = text.length() == CHARS && LAST.indexOf(text.charAt(CHARS - 1)) >= 0;
        byte[] letters = whole ? Base64Url.bytes(text) : null;
        return letters == null ? null : Base64.getUrlDecoder().decode(letters);
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
