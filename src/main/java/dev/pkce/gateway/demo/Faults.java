package dev.pkce.gateway.demo;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What goes wrong on which leg. May be changed from any thread; a fault applies to requests that arrive after it. */
public final class Faults {
    private final Map<Leg, Fault> standing = new ConcurrentHashMap<>();
    private final Map<Leg, Queue<Fault>> oneTime = new ConcurrentHashMap<>();

    Faults() {}

    /** Every request on {@code leg} meets {@code fault}, until another one is set or all are cleared. */
    public Faults on(Leg leg, Fault fault) {
        standing.put(leg, fault);
        return this;
    }

    /** The next request on {@code leg} meets {@code fault}; several of them queue up, and go before a standing one. */
    public Faults once(Leg leg, Fault fault) {
        oneTime.computeIfAbsent(leg, l -> new ConcurrentLinkedQueue<>()).add(fault);
        return this;
    }

    /** All legs behave again. */
    public void clear() {
        standing.clear();
        oneTime.clear();
    }

    void meet(Leg leg, RoutingContext ctx) {
        Fault fault = next(leg);
        if (fault == null) {
            ctx.next();
        } else {
            fault.play(ctx);
        }
    }

    private @Nullable Fault next(Leg leg) {
        Queue<Fault> queue = oneTime.get(leg);
        Fault first = queue == null ? null : queue.poll();
        return first == null ? standing.get(leg) : first;
    }
}
