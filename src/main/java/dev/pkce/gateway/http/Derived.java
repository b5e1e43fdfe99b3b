package dev.pkce.gateway.http;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What follows from a part of the configuration; made anew when that part has changed. Safe from any event loop. */
final class Derived<C, T> implements Supplier<T> {
    private record Made<C, T>(C part, T made) {}

    private final Supplier<C> part;
    private final Function<C, T> maker;
    private volatile @Nullable Made<C, T> last;

    Derived(Supplier<C> part, Function<C, T> maker) {
        this.part = part;
        this.maker = maker;
    }

    @Override
    public T get() {
        C now = part.get();
        Made<C, T> known = last;
        return known != null && known.part().equals(now) ? known.made() : make(now);
    }

    private synchronized T make(C now) {
        Made<C, T> known = last;
        if (known == null || !known.part().equals(now)) {
            known = new Made<>(now, maker.apply(now));
            last = known;
        }
        return known.made();
    }
}
