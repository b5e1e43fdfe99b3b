package dev.pkce.gateway.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded map whose entries end by themselves: no timer, for a read checks the deadline and a write sweeps the
 * oldest. Confined to one event loop.
 */
final class ExpiringMap<V> {
    /** Room for a large load run; beyond it the oldest entries go first. */
    private static final int CAPACITY = 1 << 18;

    private record Entry<V>(V value, Instant deadline) {
        boolean isOver(Instant now) {
            return !now.isBefore(deadline);
        }
    }

    private final Map<String, Entry<V>> entries = new LinkedHashMap<>();
    private final InstantSource clock;

    ExpiringMap(InstantSource clock) {
        this.clock = clock;
    }

    void put(String key, V value, Duration lifetime) {
        Instant now = clock.instant();
        sweep(now);
        entries.put(key, new Entry<>(value, now.plus(lifetime)));
    }

    @Nullable V get(String key) {
        Entry<V> entry = entries.get(key);
        return entry == null || entry.isOver(clock.instant()) ? null : entry.value();
    }

    void remove(String key) {
        entries.remove(key);
    }

    int size() {
        return entries.size();
    }

    private void sweep(Instant now) {
        Iterator<Entry<V>> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            if (!oldest.next().isOver(now) && entries.size() < CAPACITY) {
                return;
            }
            oldest.remove();
        }
    }
}
