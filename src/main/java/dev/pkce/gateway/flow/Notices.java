package dev.pkce.gateway.flow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.FlowEvent.Timing;
import dev.pkce.gateway.api.LocalCodec;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.trace.FlowHash;
import dev.pkce.gateway.trace.TraceId;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Tells of a step once it is taken: the instances whose callers wait for it, and whoever listens to events. */
final class Notices {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final EventBus bus;
    private final Wakes wakes;
    private final Terms terms;
    private final Lives lives;
    // By the first 64 bits of the short hash of the flow, as there is one of each that waits.
    private final Cache<Long, Told> steps;

    /** What was told of a flow: when it began, and when its last step was. */
    private record Told(long began, long last) {}

    Notices(Vertx vertx, Wakes wakes, Terms terms, Lives lives) {
        PkceGateway.on(vertx);
        LocalCodec.register(vertx, Wake.class);
        this.bus = vertx.eventBus();
        this.wakes = wakes;
        this.terms = terms;
        this.lives = lives;
        this.steps = Caffeine.newBuilder()
                .maximumSize(terms.config().get().max())
                .expireAfterWrite(terms.config().get().ttl())
                .build();
    }

    void moved(@Nullable Flow before, Flow after) {
        if (after instanceof Flow.Seeded && !(before instanceof Flow.Seeded)) {
            publish(FlowEvent.Type.SEEDED, after, null);
        } else if (after instanceof Flow.Held && before instanceof Flow.Seeded) {
            publish(FlowEvent.Type.HELD, after, null);
        } else if (after instanceof Flow.Answered answered && before instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), answered.code(), null));
            publish(FlowEvent.Type.ANSWERED, after, null);
        } else if (after instanceof Flow.Denied denied && before instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), null, denied.problem()));
            publish(FlowEvent.Type.DENIED, after, denial(awaited, denied.problem()));
        }
    }

    /** What is held is denied by the person, everything else by the provider. */
    private static Cause denial(Flow.Awaited before, Problem problem) {
        return before instanceof Flow.Held ? Cause.of(Reason.NOT_CONFIRMED, problem) : Cause.of(problem);
    }

    void redeemed(Redemption redemption, @Nullable Problem failure) {
        FlowEvent.Type type = failure == null ? FlowEvent.Type.REDEEMED : type(failure);
        publish(type, Past.of(redemption), failure == null ? null : Cause.of(failure));
    }

    void refused(@Nullable Flow row, @Nullable Cause cause) {
        if (row != null && cause != null) {
            boolean last = cause.reason() == Reason.TOO_MANY_VERIFIERS;
            publish(last ? FlowEvent.Type.FAILED : FlowEvent.Type.REFUSED, row, cause);
        }
    }

    void refused(Past flow, Cause cause) {
        publish(FlowEvent.Type.REFUSED, flow, cause);
    }

    void ended(Flow row, Problem problem) {
        if (row instanceof Flow.Awaited awaited) {
            wake(awaited, new Wake(awaited.origin().state(), null, problem));
        }
        if (row instanceof Flow.Awaited || row instanceof Flow.Answered) {
            publish(type(problem), row, Cause.of(problem));
        }
    }

    /** A look at a flow that somebody at {@code place} waits for found it like this. */
    void stands(Parked parked, String place) {
        if (parked.code() != null) {
            wakes.wake(place, new Wake(parked.flow().origin().state(), parked.code(), null));
        }
    }

    /** A look at a flow that somebody at {@code place} waits for was refused: it is over, or cannot be looked at now. */
    void over(Flow.Asked flow, String place, Problem refusal) {
        Origin origin = flow.origin();
        if (refusal.kind() == Problem.Kind.UNKNOWN_FLOW && origin.ended(terms.now())) {
            // Its row went by itself, so nobody has told of it.
            ended(new Flow.Seeded(origin, flow.authorization(), place), Problem.flowExpired());
        } else if (refusal.kind() != Problem.Kind.UNAVAILABLE || refusal.equals(Steps.RELEASED)) {
            boolean gone = refusal.kind() == Problem.Kind.UNKNOWN_FLOW;
            wakes.wake(place, new Wake(origin.state(), null, gone ? Problem.flowCleared() : refusal));
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
        awaited.waiting().forEach(place -> wakes.wake(place, wake));
    }

    private void publish(FlowEvent.Type type, Flow flow, @Nullable Cause cause) {
        publish(type, Past.of(flow), cause);
    }

    private void publish(FlowEvent.Type type, Past flow, @Nullable Cause cause) {
        FlowEvent event = new FlowEvent(type, flow.hash(), timing(flow), flow.provider(), cause, TraceId.current());
        bus.publish(Addresses.EVENTS, event, LOCAL);
    }

    private Timing timing(Past flow) {
        long now = terms.now();
        long began = began(flow.hash(), flow.deadline(), now);
        Told before = steps.asMap().put(key(flow.hash()), new Told(began, now));
        return new Timing(System.currentTimeMillis(), now - began, now - (before == null ? began : before.last()));
    }

    private long began(String hash, long deadline, long now) {
        Told before = steps.getIfPresent(key(hash));
        return before == null ? lives.begun(deadline, now) : before.began();
    }

    private static Long key(String hash) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(hash)).getLong();
    }

    long age(Origin origin) {
        long now = terms.now();
        return now - began(FlowHash.of(origin.state()), origin.deadline(), now);
    }
}
