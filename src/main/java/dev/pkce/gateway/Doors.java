package dev.pkce.gateway;

import dev.pkce.gateway.http.HttpConfig;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a gateway is reached, as far as it is at all. Chosen before it is deployed; safe from any thread. */
final class Doors {
    /** The port of the listener; 0 until it listens. */
    final AtomicInteger port = new AtomicInteger();

    private volatile boolean listens = true;
    private volatile boolean managed = true;

    void withoutHttp() {
        listens = false;
    }

    void withoutManagement() {
        managed = false;
    }

    boolean listens() {
        return listens;
    }

    boolean managed() {
        return managed;
    }

    String url(HttpConfig http) {
        return http.publicUrl(port.get());
    }
}
