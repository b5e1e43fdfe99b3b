package dev.pkce.gateway.flow;

import java.util.Locale;

/** How far a flow has come, as operators are told. */
enum Stage {
    ISSUED,
    SEEDED,
    HELD,
    ANSWERED,
    REDEEMING,
    SPENT,
    DENIED;

    static Stage of(Flow row) {
        if (row instanceof Flow.Issued) {
            return ISSUED;
        }
        if (row instanceof Flow.Seeded) {
            return SEEDED;
        }
        if (row instanceof Flow.Held) {
            return HELD;
        }
        if (row instanceof Flow.Answered) {
            return ANSWERED;
        }
        if (row instanceof Flow.Spent spent) {
            return spent.settled() ? SPENT : REDEEMING;
        }
        return DENIED;
    }

    /** The one that is called {@code label}. */
    static Stage labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Its name among the metrics, and in a row that leaves this process. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
