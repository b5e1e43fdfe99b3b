package dev.pkce.gateway.demo;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The {@code iss} of authorization responses (RFC 9207), right or wrong. */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold no state.
public enum ResponseIssuer {
    RIGHT(issuer -> issuer),
    ABSENT(issuer -> ""),
    /** Another server's, as in a mix-up. */
    WRONG(issuer -> "https://evil.example/"),
    /** Without the slash at the end: who compares as strings, as RFC 9207 section 2.4 wants, refuses it. */
    WITHOUT_SLASH(issuer -> issuer.substring(0, issuer.length() - 1)),
    /** The same URL with its host in capitals. */
    UPPER_CASE_HOST(issuer -> issuer.replace("localhost", "localhost".toUpperCase(Locale.ROOT))),
    /** The same URL with a letter of the host percent-encoded. */
    PERCENT_ENCODED(issuer -> issuer.replace("localhost", "%6Cocalhost"));

    private final UnaryOperator<String> change;

    ResponseIssuer(UnaryOperator<String> change) {
        this.change = change;
    }

    @Nullable String of(String issuer) {
        String text = change.apply(issuer);
        return text.isEmpty() ? null : text;
    }
}
