package dev.pkce.gateway.settings;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Its message has one line for each problem, and no value of any setting. */
public final class InvalidConfiguration extends Exception {
    private final List<SettingProblem> problems;

    /** Reports {@code problems}, sorted by key: of each key the first, as the others may be its consequences. */
    public InvalidConfiguration(List<SettingProblem> problems) {
        this.problems = problems.stream()
                .collect(Collectors.toMap(SettingProblem::key, problem -> problem, (first, next) -> first))
                .values()
                .stream()
                .sorted(Comparator.comparing(SettingProblem::key))
                .toList();
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
