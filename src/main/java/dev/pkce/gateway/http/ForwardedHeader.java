package dev.pkce.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The field {@code Forwarded} (RFC 7239 section 4). */
final class ForwardedHeader {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
    private static final Pattern PAIR =
            Pattern.compile("[ \\t]*+(?:(%s)=(?:(%s)|%s))?+[ \\t]*+([;,]|$)".formatted(TOKEN, TOKEN, QUOTED));
    private static final String UNKNOWN = "unknown";

    private ForwardedHeader() {}

    /**
     * What the elements of all fields say in {@code for}, the nearest hop last; {@code unknown} where one says nothing. One
     * {@code unknown} for all if anything is malformed: a client could have left a quotation mark open for what the
     * proxies add.
     */
    static List<String> nodes(List<String> fields) {
        String field = String.join(",", fields);
        List<String> nodes = new ArrayList<>();
        Matcher pair = PAIR.matcher(field);
        String node = null;
        boolean empty = true;
        for (int at = 0; at < field.length(); at = pair.end()) {
            if (!pair.region(at, field.length()).lookingAt() || (node != null && isFor(pair))) {
                return List.of(UNKNOWN);
            }
            empty &= pair.group(1) == null;
            node = isFor(pair) ? value(pair) : node;
            if (!pair.group(4).equals(";") && !empty) {
                nodes.add(node == null ? UNKNOWN : node);
                node = null;
                empty = true;
            }
        }
        return nodes;
    }

    private static boolean isFor(Matcher pair) {
        return "for".equalsIgnoreCase(pair.group(1));
    }

    private static @Nullable String value(Matcher pair) {
        return pair.group(2) != null ? pair.group(2) : pair.group(3).replaceAll("\\\\(.)", "$1");
    }
}
