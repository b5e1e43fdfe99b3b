package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A reader of the OpenMetrics text format 1.0 that forgives nothing. */
final class OpenMetrics {
    /** One line with a value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String LABEL = "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"";
    private static final Pattern META = Pattern.compile("# (TYPE|HELP|UNIT) (" + NAME + ") (.*)");
    private static final Pattern LABELS = Pattern.compile("(?:%s(?:,%s)*)?".formatted(LABEL, LABEL));
    private static final Pattern SAMPLE =
            Pattern.compile("(%s)(?:\\{(.*)\\})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)".formatted(NAME));

    private static final Map<String, List<String>> SUFFIXES = Map.of(
            "gauge", List.of(""),
            "counter", List.of("_total", "_created"),
            "histogram", List.of("_bucket", "_count", "_sum", "_created"),
            "summary", List.of("", "_count", "_sum", "_created"),
            "info", List.of("_info"));

    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> series = new LinkedHashSet<>();
    private final Set<String> described = new LinkedHashSet<>();
    private String family = "";

    private OpenMetrics() {}

    /** All of {@code text}, which must be flawless. */
    static OpenMetrics parse(String text) {
        assertThat(text).endsWith("\n# EOF\n").doesNotContain("\r");
        OpenMetrics read = new OpenMetrics();
        text.substring(0, text.length() - "# EOF\n".length()).lines().forEach(read::line);
        read.requireSoundHistograms();
        return read;
    }

    private void line(String line) {
        Matcher meta = META.matcher(line);
        if (meta.matches()) {
            meta(meta.group(1), meta.group(2), meta.group(3));
        } else {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            sample(line, sample.group(1), sample.group(2), sample.group(3));
        }
    }

    private void meta(String what, String name, String value) {
        assertThat(described.add(what + name))
                .as("%s of %s is told once", what, name)
                .isTrue();
        if (what.equals("TYPE")) {
            assertThat(SUFFIXES).containsKey(value);
            assertThat(types.put(name, value)).as("%s comes at one place", name).isNull();
            family = name;
        } else {
            assertThat(name).as("%s belongs to the family before it", what).isEqualTo(family);
        }
        if (what.equals("UNIT")) {
            assertThat(name).endsWith("_" + value);
        }
    }

    private void sample(String line, String name, String labels, String value) {
        String type = types.getOrDefault(family, "unknown");
        assertThat(SUFFIXES.getOrDefault(type, List.of()).stream().map(family::concat))
                .as(line)
                .contains(name);
        Map<String, String> read = labels(line, labels);
        assertThat(series.add(name + read)).as("told once: %s", line).isTrue();
        double number = Double.parseDouble(value.replace("Inf", "Infinity"));
        if (!type.equals("gauge")) {
            assertThat(number).as(line).isNotNegative();
        }
        samples.add(new Sample(name, read, number));
    }

    private static Map<String, String> labels(String line, String text) {
        Map<String, String> labels = new HashMap<>();
        if (text != null) {
            assertThat(LABELS.matcher(text).matches()).as(line).isTrue();
            Matcher label = Pattern.compile(LABEL).matcher(text);
            while (label.find()) {
                assertThat(labels.put(label.group(1), label.group(2))).as(line).isNull();
            }
        }
        return labels;
    }

    private void requireSoundHistograms() {
        Map<Map<String, String>, List<Sample>> buckets = new LinkedHashMap<>();
        samples.stream().filter(sample -> sample.labels().containsKey("le")).forEach(sample -> {
            buckets.computeIfAbsent(identity(sample), none -> new ArrayList<>()).add(sample);
        });
        buckets.forEach((identity, of) -> {
            assertThat(of).extracting(sample -> bound(sample)).isSorted().endsWith(Double.POSITIVE_INFINITY);
            assertThat(of).extracting(Sample::value).isSorted();
        });
    }

    private static Map<String, String> identity(Sample sample) {
        Map<String, String> identity = new HashMap<>(sample.labels());
        identity.remove("le");
        identity.put("", sample.name());
        return identity;
    }

    private static double bound(Sample bucket) {
        return Double.parseDouble(bucket.labels().getOrDefault("le", "").replace("Inf", "Infinity"));
    }

    Stream<Sample> samples() {
        return samples.stream();
    }

    /** Every name of a sample. */
    Set<String> names() {
        return samples.stream().map(Sample::name).collect(java.util.stream.Collectors.toSet());
    }

    /** The one value of {@code name} with all of {@code labels}, which are names and values in turn; fails if there is none. */
    double value(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        List<Sample> found = samples()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().equals(wanted))
                .toList();
        assertThat(found).as("%s %s", name, wanted).hasSize(1);
        return found.get(0).value();
    }
}
