package dev.pkce.gateway.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws the figures of load-tests/README.md: each of its pictures, <code>![what](name.svg "column; column")</code>, shows the
 * columns of the table above it that its title names.
 */
public final class Plots {
    private static final Path README = Path.of("load-tests", "README.md");
    private static final Pattern PICTURE = Pattern.compile("!\\[(.+)]\\((\\w[\\w-]*\\.svg) \"(.+)\"\\)");
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(\\.\\d+)?");
    private static final Pattern RULE = Pattern.compile("[|: -]+");

    private Plots() {}

    /** Writes every picture beside the README. */
    public static void main(String[] arguments) throws IOException {
        List<String> lines = Files.readAllLines(README);
        for (int i = 0; i < lines.size(); i++) {
            Matcher picture = PICTURE.matcher(lines.get(i));
            if (picture.matches()) {
                Path svg = README.resolveSibling(picture.group(2));
                Files.writeString(
                        svg, chart(lines.subList(0, i), picture.toMatchResult()).svg());
                System.out.println(svg);
            }
        }
    }

    /** What {@code picture} shows of the last table in {@code before}. */
    static BarChart chart(List<String> before, MatchResult picture) {
        List<List<String>> table = lastTable(before);
        List<String> head = table.get(0);
        List<String> columns = List.of(picture.group(3).split("; "));
        int[] places = columns.stream().mapToInt(head::indexOf).toArray();
        if (Arrays.stream(places).anyMatch(place -> place < 0)) {
            throw new IllegalArgumentException(picture.group(2) + ": no such columns: " + columns + " of " + head);
        }
        List<BarChart.Row> rows = table.stream()
                .skip(1)
                .map(cells -> new BarChart.Row(cells.get(0), values(cells, places)))
                .toList();
        return new BarChart(picture.group(1), columns, rows);
    }

    private static List<OptionalDouble> values(List<String> cells, int... places) {
        return Arrays.stream(places).mapToObj(place -> number(cells, place)).toList();
    }

    /** The first number in a cell; none where there is no figure yet. */
    private static OptionalDouble number(List<String> cells, int place) {
        Matcher number = NUMBER.matcher(place < cells.size() ? cells.get(place) : "");
        return number.find()
                ? OptionalDouble.of(Double.parseDouble(number.group().replace(",", "")))
                : OptionalDouble.empty();
    }

    private static List<List<String>> lastTable(List<String> lines) {
        int end = lines.size();
        while (end > 0 && !lines.get(end - 1).startsWith("|")) {
            end--;
        }
        int start = end;
        while (start > 0 && lines.get(start - 1).startsWith("|")) {
            start--;
        }
        return lines.subList(start, end).stream()
                .filter(line -> !RULE.matcher(line).matches())
                .map(Plots::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>(
                Arrays.asList(line.replace("*", "").replace("`", "").split("\\|", -1)));
        return cells.subList(1, cells.size() - 1).stream().map(String::strip).toList();
    }
}
