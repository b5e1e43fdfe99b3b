package dev.pkce.gateway.flow;

import java.nio.charset.StandardCharsets;
import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes states and verifiers as {@link States} does, for whoever needs very many: random bytes are drawn in portions from a
 * generator of its own (NIST SP 800-90A, 256 bits strong), and the digest is made once. Confined to one event loop.
 */
public final class FreshTexts {
    private static final int PORTION = 4096;
    private static final int CHALLENGE_CHARS = 43;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final SecureRandom random;
    private final MessageDigest sha256;
    private final byte[] portion = new byte[PORTION];
    private final byte[] text = new byte[CHALLENGE_CHARS];
    private int used = PORTION;

    /** With a generator that the operating system has seeded. */
    public FreshTexts() {
        try {
            random = SecureRandom.getInstance("DRBG", DrbgParameters.instantiation(256, Capability.RESEED_ONLY, null));
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has them", e);
        }
    }

    /** A state that {@link States} knows for one that a gateway has issued. */
    public String state() {
        byte[] state = new byte[States.RANDOM + States.CHECK];
        draw(state);
        sha256.update(state, 0, States.RANDOM);
        System.arraycopy(sha256.digest(), 0, state, States.RANDOM, States.CHECK);
        return BASE64URL.encodeToString(state);
    }

    /** 43 base64url characters of 256 random bits: a verifier (RFC 7636 section 4.1), or a nonce. */
    public String random() {
        byte[] bytes = new byte[States.RANDOM];
        draw(bytes);
        BASE64URL.encode(bytes, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** {@link S256#of} of a text of ASCII characters. */
    public String s256(String ascii) {
        return BASE64URL.encodeToString(sha256.digest(ascii.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void draw(byte[] bytes) {
        if (used + States.RANDOM > PORTION) {
            random.nextBytes(portion);
            used = 0;
        }
        System.arraycopy(portion, used, bytes, 0, States.RANDOM);
        // A verifier is nobody's but its caller's, so nothing of it stays here.
        Arrays.fill(portion, used, used + States.RANDOM, (byte) 0);
        used += States.RANDOM;
    }
}
