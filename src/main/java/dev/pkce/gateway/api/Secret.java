package dev.pkce.gateway.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text that signs somebody in (a verifier, an authorization code, a token, a client secret) and so must not be
 * printed by accident: its {@link #toString()} never shows it.
 */
public final class Secret {
    private final String value;

    /** Wraps {@code value}, which may be empty but not null. */
    public Secret(String value) {
        this.value = Objects.requireNonNull(value);
    }

    /** The text itself; call it only where the text leaves for the one who needs it. */
    public String reveal() {
        return value;
    }

    /** Compares in a time that depends on the lengths only. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
