package dev.pkce.gateway.seal;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * Keys to seal with, AES-256-GCM: the newest seals, all of them open. A seal holds the key's id, a random nonce, and the
 * sealed bytes; nobody without the key can read or change it, or use it for another purpose or in another place. Safe
 * from any thread.
 */
public final class KeyRing {
    private static final byte FORM = 1;
    private static final int NONCE_BYTES = 12;
    private static final int HEAD_BYTES = 1 + SealingKey.ID_BYTES + NONCE_BYTES;
    private static final int KEY_BYTES = 32;
    private static final Pattern BETWEEN = Pattern.compile("[\\s,]+");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SealingKey> keys;

    private KeyRing(List<byte[]> materials) {
        this.keys = materials.stream().map(SealingKey::new).toList();
    }

    /**
     * A ring of keys of 32 random bytes each.
     *
     * @param newest seals
     * @param older still open what they have sealed
     */
    public static KeyRing of(byte[] newest, byte[]... older) {
        List<byte[]> all = new ArrayList<>(List.of(newest));
        all.addAll(List.of(older));
        if (all.stream().anyMatch(key -> key.length != KEY_BYTES)) {
            throw new IllegalArgumentException("A key has " + KEY_BYTES + " bytes");
        }
        return new KeyRing(all);
    }

    /** A ring of which only those have the key who know {@code secret}, which must be hard to guess. */
    public static KeyRing of(Secret secret) {
        return new KeyRing(List.of(secret.reveal().getBytes(StandardCharsets.UTF_8)));
    }

    /** A ring of one key that nobody else has, always the same one; made when it is first asked for. Safe from any thread. */
    public static Supplier<KeyRing> random() {
        AtomicReference<@Nullable KeyRing> made = new AtomicReference<>();
        return () -> Objects.requireNonNull(made.updateAndGet(known -> known == null ? drawn() : known));
    }

    private static KeyRing drawn() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return of(key);
    }

    /** Reads {@code keys}, or {@code keys-file}, of a section: one key in each line, newest first; null for none. */
    public static @Nullable KeyRing read(Settings settings) {
        Secret text = settings.secret("keys");
        if (text == null) {
            return null;
        }
        List<Optional<byte[]>> keys =
                BETWEEN.splitAsStream(text.reveal().strip()).map(KeyRing::key).toList();
        if (keys.isEmpty() || keys.stream().anyMatch(Optional::isEmpty)) {
            String key = settings.has("keys-file") ? "keys-file" : "keys";
            settings.problem(key, "must hold keys of 32 bytes in base64, one in each line, the newest first");
            return null;
        }
        return new KeyRing(keys.stream().map(Optional::orElseThrow).toList());
    }

    /** Of either alphabet of RFC 4648, as tools write the one or the other. */
    private static Optional<byte[]> key(String text) {
        try {
            byte[] key = Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
            return Optional.of(key).filter(bytes -> bytes.length == KEY_BYTES);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /**
     * Seals {@code plain}.
     *
     * @param purpose what for; one of a closed set, as a key is kept for each
     * @param aad where it belongs: it opens only with the same
     */
    public byte[] seal(String purpose, byte[] aad, byte[] plain) {
        SealingKey key = keys.get(0);
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = key.cipher(Cipher.ENCRYPT_MODE, purpose, aad, nonce).doFinal(plain);
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .put(FORM)
                    .put(key.id())
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES-256-GCM", e);
        }
    }

    /** Keys for HMAC with SHA-256 that follow from those of the ring, the newest first; {@code purpose} is no seal's. */
    public List<Key> macs(String purpose) {
        return keys.stream().map(key -> key.mac(purpose)).toList();
    }

    /**
     * Opens what {@link #seal} made with the same purpose and place.
     *
     * @throws BrokenSeal for anything else
     */
    public byte[] open(String purpose, byte[] aad, byte[] sealed) {
        if (sealed.length < HEAD_BYTES + SealingKey.TAG_BYTES || sealed[0] != FORM) {
            throw new BrokenSeal();
        }
        byte[] id = Arrays.copyOfRange(sealed, 1, 1 + SealingKey.ID_BYTES);
        byte[] nonce = Arrays.copyOfRange(sealed, 1 + SealingKey.ID_BYTES, HEAD_BYTES);
        SealingKey key = keys.stream()
                .filter(one -> Arrays.equals(one.id(), id))
                .findFirst()
                .orElseThrow(BrokenSeal::new);
        try {
            return key.cipher(Cipher.DECRYPT_MODE, purpose, aad, nonce)
                    .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
        } catch (GeneralSecurityException broken) {
            throw new BrokenSeal();
        }
    }

    @Override
    public String toString() {
        return "KeyRing[" + keys.size() + "]";
    }
}
