package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.FlowEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The timelines of the flows that something happened to last, by their short hash and by trace. Safe from any thread.
 */
public final class Journal {
    private static final long KEPT_MILLIS = Duration.ofHours(24).toMillis();

    // The one with the oldest news first. No cache does: those keep what is popular, and turn away what is new.
    private final Map<String, Timeline> flows = new LinkedHashMap<>();
    private final Map<String, Set<String>> traces = new HashMap<>();
    private final int max;
    private final LongSupplier clock;

    /** Keeps {@code max} flows at most, none of them for longer than a day. */
    public Journal(int max) {
        this(max, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    Journal(int max, LongSupplier clock) {
        this.max = max;
        this.clock = clock;
    }

    /** Adds {@code event} to the timeline of its flow. */
    public synchronized void add(FlowEvent event) {
        Timeline before = flows.remove(event.flow());
        long now = clock.getAsLong();
        Timeline after = before == null ? Timeline.of(event, now) : before.with(event, now);
        flows.put(event.flow(), after);
        if (before != null) {
            unname(before);
        }
        after.traces()
                .forEach(trace ->
                        traces.computeIfAbsent(trace, none -> new HashSet<>()).add(after.flow()));
        forget();
    }

    private void forget() {
        Iterator<Timeline> oldest = flows.values().iterator();
        while (oldest.hasNext()) {
            Timeline timeline = oldest.next();
            if (flows.size() <= max && !tooOld(timeline)) {
                return;
            }
            oldest.remove();
            unname(timeline);
        }
    }

    private void unname(Timeline timeline) {
        for (String trace : timeline.traces()) {
            traces.computeIfPresent(
                    trace, (id, named) -> named.remove(timeline.flow()) && named.isEmpty() ? null : named);
        }
    }

    private boolean tooOld(Timeline timeline) {
        return clock.getAsLong() - timeline.heard() > KEPT_MILLIS;
    }

    /** What happened to the flow with this hash. */
    synchronized Optional<Timeline> flow(String hash) {
        return Optional.ofNullable(flows.get(hash)).filter(timeline -> !tooOld(timeline));
    }

    /** What happened to the flows that a trace was part of, at most {@code most}, the latest first. */
    synchronized List<Timeline> trace(String id, int most) {
        Set<String> named = traces.getOrDefault(id, Set.of());
        return latest(timeline -> named.contains(timeline.flow()), most);
    }

    /** The flows that {@code wanted} picks, at most {@code most}, the latest first. */
    synchronized List<Timeline> latest(Predicate<Timeline> wanted, int most) {
        List<Timeline> all = new ArrayList<>(flows.values());
        Collections.reverse(all);
        return all.stream()
                .takeWhile(timeline -> !tooOld(timeline))
                .filter(wanted)
                .limit(most)
                .toList();
    }
}
