package dev.pkce.gateway.flow;

import io.vertx.core.shareddata.Shareable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A challenge that nobody has seeded yet, as the bytes that its texts stand for: there are very many, and each lives long
 * enough for the collector to copy it. Equal to every other of its state, and so its own key.
 */
final class IssuedRow implements Shareable {
    private static final int STATE = States.RANDOM + States.CHECK;
    private static final int CHALLENGE = 32;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    // The state, then the challenge.
    private final byte[] texts;
    private final long deadline;
    // Where it is not the state.
    private final @Nullable String nonce;
    private final @Nullable String applicationId;
    private final @Nullable String address;

    private IssuedRow(byte[] texts, Origin origin) {
        this.texts = texts;
        this.deadline = origin.deadline();
        this.nonce = origin.nonce().equals(origin.state()) ? null : origin.nonce();
        this.applicationId = origin.applicationId();
        this.address = origin.address();
    }

    /** The row of {@code origin}; null if its state or its challenge is none that a gateway makes. */
    static @Nullable IssuedRow of(Origin origin) {
        byte[] state = States.bytes(origin.state());
        byte[] challenge = S256.bytes(origin.challenge());
        if (state == null || challenge == null) {
            return null;
        }
        byte[] texts = Arrays.copyOf(state, STATE + CHALLENGE);
        System.arraycopy(challenge, 0, texts, STATE, CHALLENGE);
        return new IssuedRow(texts, origin);
    }

    /** Equal to the row of {@code state}; null if no gateway makes such a state. */
    static @Nullable IssuedRow named(String state) {
        byte[] bytes = States.bytes(state);
        return bytes == null ? null : new IssuedRow(bytes, new Origin(state, state, "", null, 0));
    }

    long deadline() {
        return deadline;
    }

    /** What it is a row of. */
    Flow.Issued flow() {
        String state = BASE64URL.encodeToString(Arrays.copyOf(texts, STATE));
        String challenge = BASE64URL.encodeToString(Arrays.copyOfRange(texts, STATE, texts.length));
        return new Flow.Issued(
                new Origin(state, nonce == null ? state : nonce, challenge, applicationId, address, deadline));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IssuedRow row && Arrays.equals(texts, 0, STATE, row.texts, 0, STATE);
    }

    /** Some of its random bits. */
    @Override
    public int hashCode() {
        return ByteBuffer.wrap(texts).getInt();
    }
}
