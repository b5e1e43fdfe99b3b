package dev.pkce.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests over the bus to whoever answers an address on the same event loop, for which it makes no reply address, no timer
 * and no close hooks: together about a fifth of what a challenge costs, and half a kilobyte of each call that waits. Where
 * nobody answers on the same event loop, whoever has the address is asked. Confined to the event loop that it was made on.
 */
final class Asks {
    private static final long SWEEP_MILLIS = 1_000;

    // Those that were not answered at once, with the time to give up.
    private final IdentityHashMap<Ask, Long> held = new IdentityHashMap<>();
    private final MessageProducer<Batch> producer;
    private final String address;
    private final DeliveryOptions options;
    private final ContextInternal context;
    private final Executor loop;
    // The last that is on its way to the consumer: for a task or two of the event loop, never longer.
    private @Nullable Batch sent;

    /** As patient as {@code options} say. */
    Asks(Vertx vertx, String address, DeliveryOptions options) {
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.loop = context.nettyEventLoop();
        this.producer = vertx.eventBus().sender(here(vertx, address), options);
        this.address = address;
        this.options = options;
        vertx.setPeriodic(SWEEP_MILLIS, sweep -> giveUp(System.nanoTime()));
    }

    /** The address by which the same event loop answers what {@code address} takes. */
    static String here(Vertx vertx, String address) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return address + "@" + System.identityHashCode(context.nettyEventLoop());
    }

    /** The answer, or a {@link PkceException} and nothing else. */
    Future<Pkce> ask(Request request) {
        // On the context of the call, which is that of its trace.
        Promise<Pkce> answer = context.owner().getOrCreateContext().promise();
        Batch batch = sent != null && sent.open() ? sent : send();
        batch.add(new Ask(request, answer));
        return answer.future();
    }

    private Batch send() {
        Batch batch = new Batch();
        producer.write(batch);
        // The event loop runs its tasks in order: by then the bus has handed the batch over, or has dropped it, as it
        // does without a word where the consumer is gone.
        loop.execute(() -> onArrived(batch));
        sent = batch;
        return batch;
    }

    private void onArrived(Batch batch) {
        if (sent == batch) {
            sent = null;
        }
        batch.close().forEach(this::onArrived);
    }

    /** How many are kept. */
    int size() {
        return (sent == null ? 0 : sent.size()) + held.size();
    }

    private void onArrived(Ask ask) {
        Request left = ask.take();
        if (left != null) {
            context.runOnContext(turn -> askElsewhere(left, ask));
        } else if (!ask.answered()) {
            held.put(ask, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.getSendTimeout()));
            ask.onAnswered(() -> held.remove(ask));
        }
    }

    private void askElsewhere(Request request, Ask ask) {
        context.owner()
                .eventBus()
                .<Pkce>request(address, request, options)
                .onComplete(reply -> ask.answer(reply.body(), null), failure -> ask.answer(null, failure));
    }

    private void giveUp(long now) {
        List<Ask> late = held.entrySet().stream()
                .filter(entry -> entry.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        late.forEach(ask -> ask.answer(null, new ReplyException(ReplyFailure.TIMEOUT)));
    }
}
