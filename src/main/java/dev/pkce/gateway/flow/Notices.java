package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.LocalCodec;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import org.jspecify.annotations.Nullable;

/** Tells of a step once it is taken: the instances whose callers wait for it, and whoever listens to events. */
final class Notices {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final int HASH_CHARS = 12;

    private final EventBus bus;

    Notices(Vertx vertx) {
        PkceGateway.on(vertx);
        LocalCodec.register(vertx, Wake.class);
        this.bus = vertx.eventBus();
    }

    void moved(@Nullable Flow before, Flow after) {
        if (after instanceof Flow.Seeded && !(before instanceof Flow.Seeded)) {
            publish(FlowEvent.Type.SEEDED, after, null);
        } else if (after instanceof Flow.Answered answered && before instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), answered.code(), null));
            publish(FlowEvent.Type.ANSWERED, after, null);
        } else if (after instanceof Flow.Denied denied && before instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), null, denied.problem()));
            publish(FlowEvent.Type.DENIED, after, denied.problem().error());
        }
    }

    void redeemed(Redemption redemption, @Nullable Problem failure) {
        FlowEvent.Type type = failure == null ? FlowEvent.Type.REDEEMED : FlowEvent.Type.FAILED;
        String provider = redemption.authorization().provider();
        publish(type, redemption.origin(), provider, failure == null ? null : failure.error());
    }

    void ended(Flow row, Problem problem) {
        if (row instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), null, problem));
        }
        if (row instanceof Flow.Awaited || row instanceof Flow.Answered) {
            publish(type(problem), row, problem.error());
        }
    }

    private static FlowEvent.Type type(Problem problem) {
        return switch (problem.kind()) {
            case FLOW_CLEARED -> FlowEvent.Type.CLEARED;
            case FLOW_EXPIRED -> FlowEvent.Type.EXPIRED;
            default -> FlowEvent.Type.FAILED;
        };
    }

    private void wake(Flow.Awaited awaited, Wake wake) {
        for (String address : awaited.waiting()) {
            bus.send(address, wake, LOCAL);
        }
    }

    private void publish(FlowEvent.Type type, Flow flow, @Nullable String error) {
        String provider = flow instanceof Flow.Bound bound ? bound.provider() : null;
        publish(type, flow.origin(), provider, error);
    }

    private void publish(FlowEvent.Type type, Origin origin, @Nullable String provider, @Nullable String error) {
        String flow = S256.of(origin.state()).substring(0, HASH_CHARS);
        bus.publish(Addresses.EVENTS, new FlowEvent(type, flow, provider, error), LOCAL);
    }
}
