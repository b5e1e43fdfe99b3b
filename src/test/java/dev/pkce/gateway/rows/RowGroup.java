package dev.pkce.gateway.rows;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A group of rows.
 *
 * @param letter what its rows begin with
 * @param title what they are about
 * @param severities C, H, M or L, of each row
 */
record RowGroup(String letter, String title, String severities) {
    private static final Pattern LINE = Pattern.compile("([A-T]) (.+) ([CHML]+)");

    static RowGroup read(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("No group of rows: " + line);
        }
        return new RowGroup(parts.group(1), parts.group(2), parts.group(3));
    }

    List<String> rows() {
        return IntStream.rangeClosed(1, severities.length())
                .mapToObj(number -> letter + number)
                .toList();
    }

    List<String> open(Set<String> done) {
        return rows().stream().filter(row -> !done.contains(row)).toList();
    }

    /** Whether a release cannot do without {@code row}. */
    boolean needs(String row) {
        return "CH".indexOf(severities.charAt(Integer.parseInt(row.substring(1)) - 1)) >= 0;
    }
}
