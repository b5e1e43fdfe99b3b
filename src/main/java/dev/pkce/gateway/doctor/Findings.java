package dev.pkce.gateway.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The findings on one provider so far, some of which keep other checks from being made. */
final class Findings {
    private final List<Finding> found = new ArrayList<>();
    private String obstacle = "";

    void add(Finding finding) {
        found.add(finding);
    }

    void addAll(List<Finding> more) {
        found.addAll(more);
    }

    /** Why checks may be missing though none failed. */
    void missing(String reason) {
        obstacle = reason;
    }

    /** All in order; those of {@code checks} that were not made are said to be missing, and why. */
    List<Finding> of(Set<Check> checks) {
        List<Finding> made = ordered(found.stream());
        String reason = made.stream()
                .filter(Finding::failed)
                .findFirst()
                .map(first -> first.check().word() + " failed")
                .orElse(obstacle);
        return ordered(Stream.concat(
                made.stream(),
                checks.stream()
                        .filter(check -> found.stream().noneMatch(finding -> finding.check() == check))
                        .map(check -> Finding.skip(check, "not checked, as " + reason))));
    }

    private static List<Finding> ordered(Stream<Finding> findings) {
        return findings.sorted(Comparator.comparing(Finding::check)).toList();
    }
}
