package dev.pkce.gateway.ops;

import dev.pkce.gateway.api.FlowEvent;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The timelines of the flows that something happened to last, by their short hash and by trace. Safe from any thread; no
 * question takes longer, however many flows there are.
 */
public final class Journal {
    /** As many flows of one trace are found by it: those with the latest news. */
    static final int OF_A_TRACE = 100;

    private static final long KEPT_MILLIS = Duration.ofHours(24).toMillis();

    /** @param turn which of all events was its last */
    private record Entry(Timeline timeline, long turn) {}

    // The one with the oldest news first. No cache does: those keep what is popular, and turn away what is new.
    private final Map<String, Entry> flows = new LinkedHashMap<>();
    private final NavigableMap<Long, Timeline> failed = new TreeMap<>();
    private final Map<String, Set<String>> traces = new HashMap<>();
    private final int max;
    private final LongSupplier clock;
    private long turns;

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
        Entry before = flows.remove(event.flow());
        long now = clock.getAsLong();
        if (before == null) {
            keep(Timeline.of(event, now));
        } else {
            forget(before);
            keep(before.timeline().with(event, now));
        }
        trim();
    }

    private void keep(Timeline timeline) {
        Entry entry = new Entry(timeline, turns++);
        flows.put(timeline.flow(), entry);
        if (timeline.outcome().bad()) {
            failed.put(entry.turn(), timeline);
        }
        timeline.traces().forEach(trace -> name(trace, timeline.flow()));
    }

    private void name(String trace, String flow) {
        Set<String> named = traces.computeIfAbsent(trace, none -> new LinkedHashSet<>());
        named.add(flow);
        if (named.size() > OF_A_TRACE) {
            named.remove(named.iterator().next());
        }
    }

    private void trim() {
        Iterator<Entry> oldest = flows.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (flows.size() <= max && !tooOld(entry.timeline())) {
                return;
            }
            oldest.remove();
            forget(entry);
        }
    }

    private void forget(Entry entry) {
        failed.remove(entry.turn());
        for (String trace : entry.timeline().traces()) {
            traces.computeIfPresent(
                    trace, (id, named) -> named.remove(entry.timeline().flow()) && named.isEmpty() ? null : named);
        }
    }

    private boolean tooOld(Timeline timeline) {
        return clock.getAsLong() - timeline.heard() > KEPT_MILLIS;
    }

    /** What happened to the flow with this hash. */
    synchronized Optional<Timeline> flow(String hash) {
        return Optional.ofNullable(flows.get(hash)).map(Entry::timeline).filter(timeline -> !tooOld(timeline));
    }

    /** What happened to the flows that a trace was part of, at most {@link #OF_A_TRACE}, the latest first. */
    synchronized List<Timeline> trace(String id) {
        return fresh(traces.getOrDefault(id, Set.of()).stream()
                        .map(flows::get)
                        .filter(Objects::nonNull)
                        .sorted(Comparator.comparingLong(Entry::turn).reversed())
                        .map(Entry::timeline))
                .toList();
    }

    /** The flows that came to a bad end, at most {@code most}, the latest first. */
    synchronized List<Timeline> failed(int most) {
        return fresh(failed.descendingMap().values().stream()).limit(most).toList();
    }

    private Stream<Timeline> fresh(Stream<Timeline> latestFirst) {
        return latestFirst.takeWhile(timeline -> !tooOld(timeline));
    }
}
