package dev.pkce.gateway.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** What logs and events call a flow, for its state is for those who take part in it. */
public final class FlowHash {
    private static final int BYTES = 9;

    private FlowHash() {}

    /** Twelve characters that tell nothing of {@code state}, and are the same each time. */
    public static String of(String state) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(hash, BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("Every Java platform has SHA-256", impossible);
        }
    }
}
