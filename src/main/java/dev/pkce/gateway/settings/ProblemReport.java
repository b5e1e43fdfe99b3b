package dev.pkce.gateway.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The problems of a configuration for whoever mends them: where each one is, what it is, and the line to write. */
public final class ProblemReport {
    private final @Nullable Path file;
    private final KeyLines lines;

    private ProblemReport(@Nullable Path file) {
        this.file = file;
        this.lines = new KeyLines(file);
    }

    /** Two lines for each problem, the second indented; blocks while it looks for the keys in {@code file}. */
    public static String of(InvalidConfiguration invalid, @Nullable Path file) {
        ProblemReport report = new ProblemReport(file);
        return invalid.problems().stream().map(report::lines).collect(Collectors.joining("\n"));
    }

    private String lines(SettingProblem problem) {
        return place(problem)
                + problem
                + remedy(problem).map(remedy -> "\n    " + remedy).orElse("");
    }

    private String place(SettingProblem problem) {
        String source = problem.source();
        if (source != null) {
            return source.equals(problem.key()) ? "" : source + ": ";
        }
        int line = lines.of(problem.key());
        return line == 0 ? "" : file + ":" + line + ": ";
    }

    private Optional<String> remedy(SettingProblem problem) {
        Remedy remedy = problem.remedy();
        if ("".equals(remedy.value())) {
            String name = problem.source() == null ? leaf(remedy.key()) : problem.source();
            return Optional.of("remove " + name);
        }
        // Rather than a secret, its file.
        return line(problem, remedy.key(), remedy).or(() -> line(problem, remedy.key() + "-file", remedy));
    }

    private Optional<String> line(SettingProblem problem, String given, Remedy remedy) {
        String key = given.replaceFirst("\\[\\d+]$", "");
        return Optional.<Object>ofNullable(remedy.value())
                .or(() -> ConfigurationSchema.usual(key))
                .map(value -> "write " + assignment(problem, key, value));
    }

    private String assignment(SettingProblem problem, String key, Object value) {
        String source = problem.source();
        if (source != null && source.startsWith(Sources.PROPERTY)) {
            return "-D" + Sources.PROPERTY + key + "=" + YamlValue.bare(value);
        }
        if (source != null || file == null) {
            return Sources.variable(key) + "=" + YamlValue.bare(value);
        }
        String section = section(key);
        return leaf(key) + ": " + YamlValue.of(value)
                + (section.equals(section(problem.key())) ? "" : "  # in " + section);
    }

    private static String section(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('.')));
    }

    private static String leaf(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
