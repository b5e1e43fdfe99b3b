package dev.pkce.gateway.load;

import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a run showed. Confined to one event loop. */
final class Measured {
    private final Map<Step, Samples> steps = new EnumMap<>(Step.class);
    private final Map<String, Integer> errors = new TreeMap<>();
    private final Map<Long, Integer> perSecond = new TreeMap<>();
    private final Map<Long, Long> slowest = new TreeMap<>();
    private final long began = System.nanoTime();
    private final int most;
    private long ended = began;
    private int flowsBegun;

    /** For a run of {@code most} flows at most. */
    Measured(int most) {
        this.most = most;
    }

    /** Whether another flow may begin; if so, it has. */
    boolean another() {
        return flowsBegun++ < most;
    }

    /** Calls, and keeps how long it took if it went well. */
    <T> Future<T> timed(Step step, Supplier<Future<T>> call) {
        long start = System.nanoTime();
        return call.get().onSuccess(done -> add(step, System.nanoTime() - start));
    }

    void add(Step step, long nanos) {
        steps.computeIfAbsent(step, none -> new Samples()).add(nanos);
        if (step == Step.WHOLE) {
            slowest.merge(second(System.nanoTime()), nanos, Math::max);
        }
    }

    private long second(long nanoTime) {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime - began);
    }

    void flowEnded() {
        ended = System.nanoTime();
        perSecond.merge(second(ended), 1, Integer::sum);
    }

    void failed(Throwable failure) {
        String message = failure instanceof Unexpected ? failure.getMessage() : failure.toString();
        errors.merge(message, 1, Integer::sum);
    }

    Map<Step, Samples> steps() {
        return steps;
    }

    Map<String, Integer> errors() {
        return errors;
    }

    int failures() {
        return errors.values().stream().mapToInt(Integer::intValue).sum();
    }

    int flows() {
        Samples whole = steps.get(Step.WHOLE);
        return whole == null ? 0 : whole.size();
    }

    double seconds() {
        return (ended - began) / 1e9;
    }

    /** What the slowest flow took, in milliseconds, of those that ended in a second; by second, of those in which any did. */
    Map<Long, Long> slowest() {
        Map<Long, Long> millis = new TreeMap<>(slowest);
        millis.replaceAll((second, nanos) -> TimeUnit.NANOSECONDS.toMillis(nanos));
        return millis;
    }

    /** The flows that ended in each full second. */
    int[] perSecond() {
        int[] flows = new int[(int) seconds()];
        for (int second = 0; second < flows.length; second++) {
            flows[second] = perSecond.getOrDefault((long) second, 0);
        }
        return flows;
    }
}
