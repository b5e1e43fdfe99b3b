package dev.pkce.gateway.flow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SeededPkce;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** A store whose clock the test turns, and everything that it tells. */
final class TestStore implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(10);
    private static final Wake LAST = new Wake("last", null, Problem.internal());
    private static final FlowEvent END =
            new FlowEvent(FlowEvent.Type.EXPIRED, "end", new FlowEvent.Timing(0, 0, 0), null, null, null);

    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final Vertx vertx;
    private final FlowStore store;
    private final Map<String, Queue<Wake>> told = new ConcurrentHashMap<>();
    private final Queue<FlowEvent> events = new ConcurrentLinkedQueue<>();
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private volatile CountDownLatch lasts = new CountDownLatch(0);

    TestStore(Vertx vertx, FlowConfig config, Collection<String> addresses) {
        this.vertx = vertx;
        this.store = new FlowStore(vertx, new Terms(() -> config, gone::contains, now::get));
        addresses.forEach(this::listen);
        consumers.add(vertx.eventBus().localConsumer(Addresses.EVENTS, message -> hear((FlowEvent) message.body())));
    }

    static FlowConfig config(int max, boolean strict) {
        return new FlowConfig(TTL, TTL, max, strict, false, Binding.NONE);
    }

    static Authorization asked(Origin origin, String client) {
        SeededPkce seed = new SeededPkce(
                origin.state(), origin.nonce(), origin.challenge(), client, List.of("openid"), null, null, Map.of());
        return new Authorization(seed, "provider", "https://app.example/cb");
    }

    static Presented presented(String client, String verifier) {
        return new Presented(client, "https://app.example/cb", S256.of(verifier));
    }

    /** The refusal of a step that is over already, as every step is. */
    static Problem.Kind refusal(Future<?> step) {
        return ((PkceException) step.cause()).problem().kind();
    }

    /** The maps of a store that keeps flows in this process. */
    static LocalRows local(FlowStore store) {
        return (LocalRows) store.rows();
    }

    FlowStore store() {
        return store;
    }

    Origin origin(String state, String verifier) {
        return new Origin(state, "nonce", S256.of(verifier), null, store.deadline());
    }

    /** The provider of that name is no longer configured. */
    void forsake(String provider) {
        gone.add(provider);
    }

    void pass(Duration time) {
        now.addAndGet(time.toMillis());
    }

    /** A seeded flow with a caller at {@code address}. */
    Origin seeded(String address, String verifier) {
        Origin origin = origin(States.next(), verifier);
        store.issue(origin);
        store.park(origin, asked(origin, "client"), address);
        return origin;
    }

    /** A flow that was answered with {@code code}. */
    Origin answered(String address, String verifier, String code) {
        Origin origin = seeded(address, verifier);
        store.answer(origin.state(), new Secret(code));
        return origin;
    }

    /** What the callers at {@code address} were told since they last asked, once all of it has arrived. */
    List<Wake> told(String address) {
        arrived();
        List<Wake> wakes = new ArrayList<>();
        Queue<Wake> queue = told.getOrDefault(address, new ConcurrentLinkedQueue<>());
        for (Wake wake = queue.poll(); wake != null; wake = queue.poll()) {
            wakes.add(wake);
        }
        return wakes;
    }

    /** What the callers at {@code address} were told of the flow of {@code state}. */
    List<Wake> told(String address, String state) {
        arrived();
        Queue<Wake> queue = told.getOrDefault(address, new ConcurrentLinkedQueue<>());
        List<Wake> wakes =
                queue.stream().filter(wake -> wake.state().equals(state)).toList();
        queue.removeAll(wakes);
        return wakes;
    }

    /** All wakes by the addresses that were told any. */
    Map<String, List<Wake>> toldByAddress() {
        arrived();
        Map<String, List<Wake>> all = new HashMap<>();
        told.forEach((address, wakes) -> all.put(address, List.copyOf(wakes)));
        all.values().removeIf(List::isEmpty);
        return all;
    }

    List<FlowEvent> events() {
        arrived();
        return List.copyOf(events);
    }

    Map<String, Flow> rows() {
        return Kept.flows(vertx).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, row -> (Flow) row.getValue()));
    }

    /** Fails unless what was counted step by step is what is there. */
    void requireCounted() {
        Map<Stage, Long> there = rows().values().stream().collect(groupingBy(Stage::of, counting()));
        assertThat(Stage.values())
                .allSatisfy(stage -> assertThat(local(store).census().count(stage))
                        .as(stage.label())
                        .isEqualTo(there.getOrDefault(stage, 0L)));
    }

    Map<String, String> codes() {
        return Map.copyOf(vertx.sharedData().getLocalMap("pkce.codes"));
    }

    @Override
    public void close() {
        consumers.forEach(MessageConsumer::unregister);
        store.close();
    }

    private void listen(String address) {
        Queue<Wake> wakes = new ConcurrentLinkedQueue<>();
        told.put(address, wakes);
        consumers.add(vertx.eventBus().localConsumer(address, message -> hear(wakes, (Wake) message.body())));
    }

    private void hear(Queue<Wake> wakes, Wake wake) {
        if (wake.equals(LAST)) {
            lasts.countDown();
        } else {
            wakes.add(wake);
        }
    }

    private void hear(FlowEvent event) {
        if (event.equals(END)) {
            lasts.countDown();
        } else {
            events.add(event);
        }
    }

    /** Messages to one address keep their order: once the last has come, all have. */
    private void arrived() {
        CountDownLatch latch = new CountDownLatch(told.size() + 1);
        lasts = latch;
        told.keySet().forEach(address -> vertx.eventBus().send(address, LAST));
        vertx.eventBus().publish(Addresses.EVENTS, END);
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("A message was lost.");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
