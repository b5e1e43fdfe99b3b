package dev.pkce.gateway.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A challenge that nobody has seeded yet, as {@link IssuedTable} keeps it. */
final class IssuedRow {
    /** How many bytes the state takes. */
    static final int STATE = States.RANDOM + States.CHECK;

    private static final int CHALLENGE = 32;
    private static final int DEADLINE = STATE + CHALLENGE;

    /** How many bytes a row takes. */
    static final int LENGTH = DEADLINE + Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final byte[] bytes;
    private final @Nullable Rest rest;

    /**
     * What most rows have nothing of.
     *
     * @param nonce where it is not the state
     */
    record Rest(
            @Nullable String nonce,
            @Nullable String applicationId,
            @Nullable String address) {
        static @Nullable Rest of(Origin origin) {
            String nonce = origin.nonce().equals(origin.state()) ? null : origin.nonce();
            return nonce == null && origin.applicationId() == null && origin.address() == null
                    ? null
                    : new Rest(nonce, origin.applicationId(), origin.address());
        }
    }

    /** Of {@code bytes} as another had them. */
    IssuedRow(byte[] bytes, @Nullable Rest rest) {
        this.bytes = bytes;
        this.rest = rest;
    }

    /** The row of {@code origin}; null if its state or its challenge is none that a gateway makes. */
    static @Nullable IssuedRow of(Origin origin) {
        byte[] bytes = new byte[LENGTH];
        if (!States.read(origin.state(), bytes) || !S256.read(origin.challenge(), bytes, STATE)) {
            return null;
        }
        LONG.set(bytes, DEADLINE, origin.deadline());
        return new IssuedRow(bytes, Rest.of(origin));
    }

    /** What the texts of its state and its challenge stand for, then its deadline. */
    byte[] bytes() {
        return bytes;
    }

    @Nullable Rest rest() {
        return rest;
    }

    long deadline() {
        return (long) LONG.get(bytes, DEADLINE);
    }

    /** What it is a row of. */
    Flow.Issued flow() {
        String state = BASE64URL.encodeToString(Arrays.copyOf(bytes, STATE));
        String challenge = BASE64URL.encodeToString(Arrays.copyOfRange(bytes, STATE, DEADLINE));
        Origin plain = new Origin(state, state, challenge, null, deadline());
        return new Flow.Issued(rest == null ? plain : with(plain, rest));
    }

    private static Origin with(Origin plain, Rest rest) {
        String nonce = rest.nonce() == null ? plain.nonce() : rest.nonce();
        return new Origin(
                plain.state(), nonce, plain.challenge(), rest.applicationId(), rest.address(), plain.deadline());
    }
}
