package dev.pkce.gateway.load;

import java.util.Arrays;

/** Durations in nanoseconds, every one of them, so that no percentile is an estimate. */
final class Samples {
    private long[] nanos = new long[1024];
    private int size;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = duration;
    }

    void addAll(Samples more) {
        for (int i = 0; i < more.size; i++) {
            add(more.nanos[i]);
        }
    }

    int size() {
        return size;
    }

    /** The nearest-rank percentiles in milliseconds; there must be samples. */
    double[] millis(double... percentiles) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return Arrays.stream(percentiles)
                .map(p -> sorted[Math.max(0, (int) Math.ceil(p / 100 * size) - 1)] / 1e6)
                .toArray();
    }
}
