package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.TurnedAway;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;

/** Ends flows: those whose time is over, all with one timer, and those that their owner clears. One instance. */
public final class FlowVerticle extends VerticleBase {
    private static final long EVERY_MILLIS = 500;
    private static final long TIDY_EVERY_MILLIS = 5_000;

    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final FlowStore store;
    private final boolean revokeOnClear;
    private final MeterRegistry registry;

    /** Looks after {@code store}, of which {@code registry} is told; {@code revokeOnClear} as configured. */
    public FlowVerticle(FlowStore store, boolean revokeOnClear, MeterRegistry registry) {
        this.store = store;
        this.revokeOnClear = revokeOnClear;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        store.rows().bindTo(registry);
        vertx.setPeriodic(EVERY_MILLIS, timer -> expire());
        vertx.setPeriodic(TIDY_EVERY_MILLIS, timer -> store.tidy());
        vertx.eventBus().localConsumer(Addresses.TURNED_AWAY, this::onTurnedAway);
        return new Endpoint<>(Addresses.CLEAR, ClearRequest.class, ClearRequest::fromJson).answer(vertx, this::onClear);
    }

    @Override
    public Future<?> stop() {
        store.close();
        return Future.succeededFuture();
    }

    private void onTurnedAway(Message<TurnedAway> message) {
        store.refuse(message.body().state(), Problem.otherBrowser(), Cause.Reason.OTHER_BROWSER);
    }

    private void expire() {
        if (store.expire()) {
            // By a timer, so that the event loop gets to its connections in between.
            vertx.setTimer(1, more -> expire());
        }
    }

    private Future<Done> onClear(ClearRequest request) {
        return store.clear(request)
                .map(ended -> new Done())
                .onSuccess(done -> context.runOnContext(answered -> cleared(request)));
    }

    private void cleared(ClearRequest request) {
        if (revokeOnClear) {
            vertx.eventBus().send(Addresses.CLEARED, request, LOCAL);
        }
    }
}
