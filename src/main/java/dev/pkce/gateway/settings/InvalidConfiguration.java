package dev.pkce.gateway.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Its message has one line for each problem, and no value of any setting. */
public final class InvalidConfiguration extends Exception {
    private static final Comparator<SettingProblem> BY_KEY =
            Comparator.comparing(SettingProblem::key).thenComparing(SettingProblem::reason);

    private final List<SettingProblem> problems;

    /** Reports {@code problems}, sorted by key, each once. */
    public InvalidConfiguration(List<SettingProblem> problems) {
        this.problems = problems.stream().distinct().sorted(BY_KEY).toList();
    }

    @Override
    public String getMessage() {
        return problems.stream().map(SettingProblem::toString).collect(Collectors.joining("\n"));
    }

    /** Everything that is wrong, sorted by key. */
    public List<SettingProblem> problems() {
        return problems;
    }
}
