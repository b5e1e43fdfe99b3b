package dev.pkce.gateway.doctor;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What one check found.
 *
 * @param detail the reason, or what is right
 * @param change the line of the configuration to change, or what to do at the provider; null where nothing is to be done
 */
record Finding(
        Check check, Status status, String detail, @Nullable String change) {
    private static final int LONGEST = 400;

    /** Part of it is the provider's own text, which must not move the cursor of a terminal. */
    Finding {
        detail = printable(detail);
        change = change == null ? null : printable(change);
    }

    static Finding pass(Check check, String detail) {
        return new Finding(check, Status.PASS, detail, null);
    }

    static Finding warn(Check check, String detail, String change) {
        return new Finding(check, Status.WARN, detail, change);
    }

    static Finding fail(Check check, String detail, String change) {
        return new Finding(check, Status.FAIL, detail, change);
    }

    static Finding skip(Check check, String detail) {
        return new Finding(check, Status.SKIP, detail, null);
    }

    boolean failed() {
        return status == Status.FAIL;
    }

    String lines() {
        String line = "  %s  %-13s  %s%n".formatted(status.word(), check.word(), detail);
        return change == null ? line : line + "        %-13s  change %s%n".formatted("", change);
    }

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("check", check.word())
                .put("status", status.word())
                .put("detail", detail);
        return change == null ? json : json.put("change", change);
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
