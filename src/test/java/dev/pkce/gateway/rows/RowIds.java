package dev.pkce.gateway.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of the acceptance list that a display name begins with, such as {@code "A2, F2-F4: every verifier"}. */
final class RowIds {
    private static final String ONE = "[A-T][0-9]{1,2}(?:-[A-T]?[0-9]{1,2})?";
    private static final Pattern BEGINNING =
            Pattern.compile("(" + ONE + "(?:, ?" + ONE + ")*)(?:[: ].*)?", Pattern.DOTALL);

    private RowIds() {}

    static List<String> of(String displayName) {
        // Text that is an argument is quoted by JUnit.
        Matcher beginning = BEGINNING.matcher(displayName.replace("\"", ""));
        List<String> rows = new ArrayList<>();
        if (beginning.matches()) {
            for (String one : beginning.group(1).split(", ?", -1)) {
                add(rows, one.split("-", -1));
            }
        }
        return rows;
    }

    private static void add(List<String> rows, String[] ends) {
        for (int row = number(ends[0]); row <= number(ends[ends.length - 1]); row++) {
            rows.add(ends[0].substring(0, 1) + row);
        }
    }

    private static int number(String row) {
        return Integer.parseInt(row.replaceFirst("[A-T]", ""));
    }
}
