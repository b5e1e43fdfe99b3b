package dev.pkce.gateway.load;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Bars beside one another, each with its figure, as SVG that suits light and dark pages and can be read aloud.
 *
 * @param title what it shows
 * @param series what each bar of a row is
 */
record BarChart(String title, List<String> series, List<Row> rows) {
    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int RIGHT = 90;
    private static final int TOP = 64;
    private static final int BAR = 16;
    private static final int GAP = 12;
    private static final String STYLE = """
            svg { font: 13px system-ui, sans-serif; background: #fff }
            text { fill: #1b1f24 } .t { font-weight: 600; font-size: 15px }
            .s0 { fill: #1f6feb } .s1 { fill: #bf8700 } .s2 { fill: #1a7f37 } .s3 { fill: #cf222e }
            @media (prefers-color-scheme: dark) {
            svg { background: #0d1117 } text { fill: #e6edf3 }
            .s0 { fill: #58a6ff } .s1 { fill: #d29922 } .s2 { fill: #3fb950 } .s3 { fill: #ff7b72 } }
            """;

    /** @param values one for each of the series, where there is one */
    record Row(String label, List<OptionalDouble> values) {}

    /** The picture. */
    String svg() {
        StringBuilder out = new StringBuilder(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t d">
                <title id="t">%s</title>
                <desc id="d">%s</desc>
                <style>
                %s</style>
                <text class="t" x="12" y="24">%s</text>
                """.formatted(WIDTH, height(), plain(title), plain(description()), STYLE, plain(title)));
        legend(out);
        int y = TOP;
        for (Row row : rows) {
            draw(out, row, y);
            y += rowHeight();
        }
        return out.append("</svg>\n").toString();
    }

    private int rowHeight() {
        return series.size() * BAR + GAP;
    }

    private int height() {
        return TOP + rows.size() * rowHeight();
    }

    private void legend(StringBuilder out) {
        int x = 12;
        for (int i = 0; i < series.size(); i++) {
            out.append("<rect class=\"s%d\" x=\"%d\" y=\"38\" width=\"11\" height=\"11\"/>".formatted(i, x));
            out.append("<text x=\"%d\" y=\"48\">%s</text>%n".formatted(x + 16, plain(series.get(i))));
            x += 40 + 8 * series.get(i).length();
        }
    }

    private void draw(StringBuilder out, Row row, int top) {
        out.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                .formatted(LEFT - 8, top + rowHeight() / 2, plain(row.label())));
        for (int i = 0; i < series.size(); i++) {
            OptionalDouble value = row.values().get(i);
            int y = top + i * BAR;
            double length = value.orElse(0) / longest() * (WIDTH - LEFT - RIGHT);
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    i,
                    LEFT,
                    y,
                    length,
                    BAR - 2));
            out.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>%n", LEFT + length + 6, y + 12, figure(value)));
        }
    }

    private double longest() {
        double longest = rows.stream()
                .flatMap(row -> row.values().stream())
                .mapToDouble(value -> value.orElse(0))
                .max()
                .orElse(0);
        return longest > 0 ? longest : 1;
    }

    /** All of it in words, for who does not see the bars. */
    private String description() {
        StringBuilder out = new StringBuilder();
        for (Row row : rows) {
            out.append(row.label()).append(": ");
            for (int i = 0; i < series.size(); i++) {
                String figure = figure(row.values().get(i));
                out.append(series.get(i)).append(' ').append(figure);
                out.append(i + 1 < series.size() ? ", " : ". ");
            }
        }
        return out.toString().strip();
    }

    private static String figure(OptionalDouble value) {
        double shown = value.orElse(0);
        return value.isEmpty()
                ? "not measured"
                : String.format(Locale.ROOT, shown == Math.rint(shown) ? "%,.0f" : "%.2f", shown);
    }

    private static String plain(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
