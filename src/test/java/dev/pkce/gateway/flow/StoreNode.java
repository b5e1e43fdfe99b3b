package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One node of those that share a store, whatever that is, with an instance that callers wait at. */
final class StoreNode {
    static final String HERE = "here";

    final FlowStore store;
    private final Queue<Wake> told = new ConcurrentLinkedQueue<>();
    private final Queue<FlowEvent> events = new ConcurrentLinkedQueue<>();

    StoreNode(Vertx vertx, FlowStore store) {
        this.store = store;
        vertx.eventBus().<Wake>localConsumer(HERE, wake -> told.add(wake.body()));
        vertx.eventBus().<FlowEvent>localConsumer(Addresses.EVENTS, event -> events.add(event.body()));
    }

    /** What a step came to, which must have succeeded. */
    static <T> T done(Future<T> step) {
        try {
            return step.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw new AssertionError(slow);
        }
    }

    /** Why a step was refused. */
    static Problem.Kind refusal(Future<?> step) {
        return done(step.<Problem>map(result -> Problem.internal())
                        .otherwise(refused -> PkceException.of(refused).problem()))
                .kind();
    }

    Origin origin() {
        return new Origin(States.next(), "nonce", S256.of("verifier"), null, "127.0.0.1", store.deadline());
    }

    Origin issued() {
        return done(store.issue(origin()));
    }

    /** A flow that a caller waits for here. */
    Origin seeded() {
        Origin origin = issued();
        done(store.park(origin, TestStore.asked(origin, "client"), HERE));
        return origin;
    }

    Origin answered(String code) {
        Origin origin = seeded();
        done(store.answer(origin.state(), new Secret(code)));
        return origin;
    }

    /** What the callers here have been told of a flow so far. */
    List<Wake> told(Origin origin) {
        return told.stream().filter(wake -> wake.state().equals(origin.state())).toList();
    }

    /** What was told here of a flow so far. */
    List<FlowEvent.Type> events(Origin origin) {
        String flow = S256.of(origin.state()).substring(0, 12);
        return events.stream()
                .filter(event -> event.flow().equals(flow))
                .map(FlowEvent::type)
                .toList();
    }
}
