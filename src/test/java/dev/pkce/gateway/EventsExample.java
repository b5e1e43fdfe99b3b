package dev.pkce.gateway;

import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The examples of the event-bus guide for events, which a test compares with it and runs. */
final class EventsExample {
    private final PkceGateway gateway;

    EventsExample(Vertx vertx) {
        this.gateway = PkceGateway.on(vertx);
    }

    /** Counts how logins end, by provider. */
    Future<Void> countLogins(MeterRegistry registry) {
        return gateway.events(event -> count(registry, event));
    }

    private static void count(MeterRegistry registry, FlowEvent event) {
        switch (event.type()) {
            case REDEEMED, DENIED, FAILED, EXPIRED -> {
                String outcome = event.type().name().toLowerCase(Locale.ROOT);
                String provider = String.valueOf(event.provider());
                registry.counter("logins", "outcome", outcome, "provider", provider)
                        .increment();
            }
            default -> {}
        }
    }

    /** Writes each event as a line of JSON. */
    Future<Void> writeAuditTrail(Path file) {
        return gateway.events(event -> append(file, event));
    }

    // On a worker thread, one event after the other: this may block, and needs no lock.
    private static void append(Path file, FlowEvent event) {
        try (BufferedWriter trail =
                Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            trail.write(event.toJson().encode());
            trail.newLine();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
