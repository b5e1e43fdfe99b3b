package dev.pkce.gateway.flow;

import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** When flows end, the next first. An entry may outlive its row. Safe from any thread. */
final class Ends {
    // In most cases by age too: flows live equally long until flows.ttl is changed.
    private static final Comparator<Origin> BY_END =
            Comparator.comparingLong(Origin::deadline).thenComparing(Origin::state);

    private final NavigableSet<Origin> origins = new ConcurrentSkipListSet<>(BY_END);
    private final AtomicInteger size = new AtomicInteger();

    void add(Origin origin) {
        if (origins.add(origin)) {
            size.incrementAndGet();
        }
    }

    int size() {
        return size.get();
    }

    /** One that ended before {@code now}, which is told once; null if there is none. */
    @Nullable Origin poll(long now) {
        Iterator<Origin> ordered = origins.iterator();
        Origin next = ordered.hasNext() ? ordered.next() : null;
        if (next == null || !next.ended(now) || !origins.remove(next)) {
            return null;
        }
        size.decrementAndGet();
        return next;
    }

    /** Forgets those whose state is not {@code there}. Reads all of them, so not for an event loop. */
    void keep(Predicate<String> there) {
        origins.removeIf(origin -> !there.test(origin.state()) && size.decrementAndGet() >= 0);
    }
}
