package dev.pkce.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Requests over the bus to whoever answers on the same event loop, for which it makes no reply address, no timer and no
 * close hooks: together about a fifth of what a challenge costs. Confined to the event loop that it was made on.
 */
final class Asks {
    private static final long SWEEP_MILLIS = 1_000;

    /** One that may not be answered yet. */
    private record Waiting(Promise<Object> answer, long until) {}

    // All deadlines are equally far away when they are set, so the next one is always at the head.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final EventBus bus;
    private final DeliveryOptions options;
    private final ContextInternal context;

    /** As patient as {@code options} say. */
    Asks(Vertx vertx, DeliveryOptions options) {
        this.bus = vertx.eventBus();
        this.options = options;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        vertx.setPeriodic(SWEEP_MILLIS, sweep -> giveUp(System.nanoTime()));
    }

    /** The address by which the same event loop answers what {@code address} takes. */
    static String here(Vertx vertx, String address) {
        return here((ContextInternal) vertx.getOrCreateContext(), address);
    }

    private static String here(ContextInternal context, String address) {
        return address + "@" + System.identityHashCode(context.nettyEventLoop());
    }

    Future<Object> ask(String address, Object request) {
        // On the context of the call, which is that of its trace.
        Promise<Object> answer = context.owner().getOrCreateContext().promise();
        forgetAnswered();
        waiting.add(new Waiting(answer, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(options.getSendTimeout())));
        bus.<Ask>sender(here(context, address), options)
                .write(new Ask(request, answer))
                .onFailure(answer::tryFail);
        return answer.future();
    }

    /** Whether nobody on the same event loop answers. */
    static boolean nobody(Throwable failure) {
        return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private void forgetAnswered() {
        Waiting next = waiting.peek();
        while (next != null && next.answer().future().isComplete()) {
            waiting.remove();
            next = waiting.peek();
        }
    }

    private void giveUp(long now) {
        forgetAnswered();
        Waiting next = waiting.peek();
        while (next != null && next.until() - now <= 0) {
            waiting.remove();
            next.answer().tryFail(new ReplyException(ReplyFailure.TIMEOUT));
            next = waiting.peek();
        }
    }
}
