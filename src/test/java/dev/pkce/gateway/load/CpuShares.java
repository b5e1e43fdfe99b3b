package dev.pkce.gateway.load;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the processors have worked for each kind of process since each began.
 *
 * @param work by kind, in the order that it is told
 */
record CpuShares(Map<String, Duration> work) {
    /** Of {@code processes} by now; of one that has ended nothing is known. */
    static CpuShares now(Map<String, List<ProcessHandle>> processes) {
        Map<String, Duration> work = new LinkedHashMap<>();
        processes.forEach(
                (kind, all) -> work.put(kind, all.stream().map(CpuShares::of).reduce(Duration.ZERO, Duration::plus)));
        return new CpuShares(work);
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Milliseconds of {@code kind} for each of {@code logins}, from {@code before} on. */
    double millis(String kind, CpuShares before, int logins) {
        Duration worked = work.getOrDefault(kind, Duration.ZERO).minus(before.work.getOrDefault(kind, Duration.ZERO));
        return worked.toNanos() / 1e6 / Math.max(1, logins);
    }
}
