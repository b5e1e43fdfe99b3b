package dev.pkce.gateway.doctor;

import java.util.Locale;

/** What came of a check. */
enum Status {
    PASS,
    /** Sign-ins work, or may work, and yet somebody should look. */
    WARN,
    /** Sign-ins fail, or will. */
    FAIL,
    /** It could not be made. */
    SKIP;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
