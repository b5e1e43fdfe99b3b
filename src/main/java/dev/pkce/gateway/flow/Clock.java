package dev.pkce.gateway.flow;

import java.util.concurrent.TimeUnit;

/** Milliseconds that only go forward: a wall clock that is set back would keep dead flows alive. */
public final class Clock {
    private Clock() {}

    /** Now; only differences mean something. */
    public static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
