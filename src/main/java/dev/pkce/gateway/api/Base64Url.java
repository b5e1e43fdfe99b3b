package dev.pkce.gateway.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The characters of base64url (RFC 4648 section 5), which states, challenges and verifiers are made of. */
public final class Base64Url {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] STRANGE = new byte[256];
    // What each ASCII character stands for; of those that stand for nothing -1.
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(STRANGE, (byte) 1);
        Arrays.fill(VALUES, (byte) -1);
        for (int value = 0; value < LETTERS.length(); value++) {
            STRANGE[LETTERS.charAt(value)] = 0;
            VALUES[LETTERS.charAt(value)] = (byte) value;
        }
    }

    private Base64Url() {}

    /**
     * The characters of {@code text}, a byte each; null if it has any others, padding included. Random texts are looked up
     * without a branch, as nobody could foresee which one is taken: a fifth of the time that comparing takes.
     */
    public static byte @Nullable [] bytes(String text) {
        // What ISO 8859-1 does not have becomes a question mark, which is strange too.
        byte[] letters = text.getBytes(StandardCharsets.ISO_8859_1);
        int strange = 0;
        for (byte letter : letters) {
            strange |= STRANGE[letter & 0xff];
        }
        return strange == 0 ? letters : null;
    }

    /**
     * Puts the bytes that {@code text} stands for into {@code to}, from {@code from} on; false, with anything there, if no
     * encoder makes such a text: it has other characters, padding included, or bits at its end that stand for nothing.
     */
    public static boolean decode(String text, byte[] to, int from) {
        int length = text.length();
        int whole = length - length % 4;
        int at = from;
        // Negative once there was a strange one.
        int seen = 0;
        for (int i = 0; i < whole; i += 4) {
            int bits = value(text, i) << 18 | value(text, i + 1) << 12 | value(text, i + 2) << 6 | value(text, i + 3);
            seen |= bits;
            to[at++] = (byte) (bits >> 16);
            to[at++] = (byte) (bits >> 8);
            to[at++] = (byte) bits;
        }
        return switch (length - whole) {
            case 0 -> seen >= 0;
            case 2 -> {
                int bits = value(text, whole) << 6 | value(text, whole + 1);
                to[at] = (byte) (bits >> 4);
                yield (seen | bits) >= 0 && (bits & 0xf) == 0;
            }
            case 3 -> {
                int bits = value(text, whole) << 12 | value(text, whole + 1) << 6 | value(text, whole + 2);
                to[at] = (byte) (bits >> 10);
                to[at + 1] = (byte) (bits >> 2);
                yield (seen | bits) >= 0 && (bits & 3) == 0;
            }
            default -> false;
        };
    }

    private static int value(String text, int index) {
        char letter = text.charAt(index);
        return letter < VALUES.length ? VALUES[letter] : -1;
    }
}
