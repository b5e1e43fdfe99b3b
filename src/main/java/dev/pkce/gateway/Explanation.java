package dev.pkce.gateway;

import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** The timeline of a login as people read it in a terminal. */
final class Explanation {
    private static final String INDENT = " ".repeat(26);

    private final JsonObject flow;

    /** Of what the management port tells of {@code flow}. */
    Explanation(JsonObject flow) {
        this.flow = flow;
    }

    String text() {
        String steps = flow.getJsonArray("steps").stream()
                .map(JsonObject.class::cast)
                .map(Explanation::step)
                .collect(Collectors.joining());
        int leftOut = flow.getInteger("left_out", 0);
        return "Login %s: %s%n%n%10s %12s   %s%n%s%s%n"
                .formatted(
                        flow.getString("flow"),
                        flow.getString("outcome"),
                        "ms",
                        "since before",
                        "step",
                        steps,
                        leftOut == 0
                                ? ""
                                : INDENT + leftOut + " steps in the middle are not kept." + System.lineSeparator());
    }

    private static String step(JsonObject step) {
        StringBuilder text = new StringBuilder(
                "%10d %12s   %s%n".formatted(step.getLong("age"), "+" + step.getLong("since"), step.getString("text")));
        if (step.containsKey("detail")) {
            line(text, "Cause: " + step.getString("detail") + " (" + step.getString("error") + ")");
            line(text, "What to do: " + step.getString("advice"));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(INDENT).append(line).append(System.lineSeparator());
    }
}
