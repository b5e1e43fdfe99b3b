package dev.pkce.gateway.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key of a ring, from which others are derived by HKDF with SHA-256 (RFC 5869): one for each purpose and each thing
 * that is sealed, so that none seals so often that random nonces could meet.
 */
final class SealingKey {
    static final int ID_BYTES = 4;
    static final int TAG_BYTES = 16;

    private static final String HMAC = "HmacSHA256";
    // Each name of a purpose is the program's own, so there are few.
    private final Map<String, Key> purposes = new ConcurrentHashMap<>();
    private final Key pseudorandom;
    private final byte[] id;

    /** A key made of {@code material}, which is as hard to guess as the seals are to break. */
    SealingKey(byte[] material) {
        byte[] salt = "pkce-gateway".getBytes(StandardCharsets.UTF_8);
        this.pseudorandom = new SecretKeySpec(hmac(new SecretKeySpec(salt, HMAC), material), HMAC);
        this.id = Arrays.copyOf(expand(pseudorandom, "id".getBytes(StandardCharsets.UTF_8)), ID_BYTES);
    }

    /** What it is known by, which tells nothing of it. */
    byte[] id() {
        return id.clone();
    }

    Cipher cipher(int mode, String purpose, byte[] aad, byte[] nonce) throws GeneralSecurityException {
        Key forPurpose = mac(purpose);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode, new SecretKeySpec(expand(forPurpose, aad), "AES"), new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    Key mac(String purpose) {
        return purposes.computeIfAbsent(purpose, this::forPurpose);
    }

    private Key forPurpose(String purpose) {
        return new SecretKeySpec(expand(pseudorandom, ("for " + purpose).getBytes(StandardCharsets.UTF_8)), HMAC);
    }

    /** The first block of HKDF-Expand, which is as long as a key. */
    private static byte[] expand(Key key, byte[] info) {
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return hmac(key, block);
    }

    private static byte[] hmac(Key key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java has " + HMAC, e);
        }
    }
}
