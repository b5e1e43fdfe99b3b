package dev.pkce.gateway.api;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked of one address within one turn of an event loop, and goes over the bus together: where many connections ask
 * at once, the way there costs each of them next to nothing. Confined to that event loop.
 */
final class Batch {
    // Whoever answers them does it in one go, and a flow that is seeded takes a millisecond where the code is cold.
    private static final int LARGEST = 8;

    private final List<Ask> asks = new ArrayList<>();
    private boolean closed;

    /** Whether there is room for one more. */
    boolean open() {
        return !closed && asks.size() < LARGEST;
    }

    int size() {
        return asks.size();
    }

    void add(Ask ask) {
        asks.add(ask);
    }

    /** All that it will ever have. */
    List<Ask> close() {
        closed = true;
        return asks;
    }
}
