package dev.pkce.gateway.api;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The gateway as seen from the same JVM: one method an address. Every call fails with a {@link PkceException} and
 * nothing else.
 */
public final class PkceGateway {
    /** No wait may be longer, for the bus gives up on a call for a person after it. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(290);

    // Longer than both metadata documents, keys, tokens and new keys may take a provider one after the other.
    private static final DeliveryOptions SOON =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(120_000);
    // The bus must be more patient than the person is slow, or it would end a sign-in that goes well.
    private static final DeliveryOptions PATIENT = new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(LONGEST_WAIT.plusSeconds(30).toMillis());

    private final Vertx vertx;
    private final EventBus bus;
    // By address; empty for a gateway that is not of one event loop alone.
    private final Map<String, Asks> near;

    private PkceGateway(Vertx vertx, Map<String, Asks> near) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
        this.near = near;
    }

    /** The gateway on {@code vertx}; to be called as often as one likes. */
    public static PkceGateway on(Vertx vertx) {
        LocalCodec.register(
                vertx,
                ChallengeRequest.class,
                AuthorizeRequest.class,
                RedirectRequest.class,
                AwaitRequest.class,
                AuthorizationResponse.class,
                ConfirmRequest.class,
                TokenizedPkce.AuthorizationCode.class,
                TokenizedPkce.Refresh.class,
                RevokedPkce.class,
                ClearRequest.class,
                Pkce.class,
                Redirect.class,
                Done.class,
                TurnedAway.class,
                FlowEvent.class,
                PkceException.class,
                Batch.class);
        return new PkceGateway(vertx, Map.of());
    }

    /**
     * The same for the calling verticle alone, which asks for very many challenges and has very many calls wait for people:
     * its own event loop answers them, where it can. Nothing of it may be called from elsewhere.
     */
    public PkceGateway here() {
        // A tracer is told of requests and their replies, and would see but half of it.
        if (((VertxInternal) vertx).tracer() != null) {
            return this;
        }
        return new PkceGateway(
                vertx,
                Map.of(
                        Addresses.CHALLENGE, new Asks(vertx, Addresses.CHALLENGE, SOON),
                        Addresses.AUTHORIZE, new Asks(vertx, Addresses.AUTHORIZE, PATIENT),
                        Addresses.AWAIT, new Asks(vertx, Addresses.AWAIT, PATIENT)));
    }

    /** Makes a challenge. */
    public Future<ChallengedPkce> challenge(ChallengeRequest request) {
        return ask(Addresses.CHALLENGE, request, SOON).map(pkce -> requireNonNull(pkce.challenge()));
    }

    /** Seeds a flow and waits for its code; without {@code result} in the answer the wait ended and the flow goes on. */
    public Future<Pkce> authorize(AuthorizeRequest request) {
        return ask(Addresses.AUTHORIZE, request, PATIENT);
    }

    /** Where the person's browser goes to sign in. */
    public Future<Redirect> redirect(RedirectRequest request) {
        return call(Addresses.REDIRECT, request, SOON);
    }

    /** Waits for the code of a seeded flow. */
    public Future<Pkce> await(AwaitRequest request) {
        return ask(Addresses.AWAIT, request, PATIENT);
    }

    /**
     * Takes what the provider sent to the callback, and wakes whoever waits for it; with {@code confirmation} instead of
     * {@code result} in the answer nobody is woken until {@link #confirm}.
     */
    public Future<Pkce> respond(AuthorizationResponse response) {
        return call(Addresses.RESPOND, response, SOON);
    }

    /** Tells whether the person who signed in started the sign-in: hands the code over, or ends the flow. */
    public Future<Done> confirm(ConfirmRequest request) {
        return call(Addresses.CONFIRM, request, SOON);
    }

    /** Redeems a code, at most once, or exchanges a refresh token. */
    public Future<SignIn> token(TokenizedPkce request) {
        return this.<Pkce>call(Addresses.TOKEN, request, SOON).map(answer -> requireNonNull(answer.signIn()));
    }

    /** Revokes a token at the provider. */
    public Future<Done> revoke(RevokedPkce request) {
        return call(Addresses.REVOKE, request, SOON);
    }

    /** Ends flows before their time. */
    public Future<Done> clear(ClearRequest request) {
        return call(Addresses.CLEAR, request, SOON);
    }

    /** Tells whoever listens to events of a browser that came for a flow which it did not begin. */
    public void turnedAway(TurnedAway browser) {
        bus.send(Addresses.TURNED_AWAY, browser, SOON);
    }

    /**
     * Tells {@code listener} what happens to flows, until the calling verticle is undeployed: one event after the other,
     * on a worker thread. Who is 10,000 events behind misses some.
     */
    public Future<Void> events(Consumer<FlowEvent> listener) {
        return events(listener, () -> {});
    }

    /** The same; {@code missed} is told of each event that the listener misses, on an event loop, so it must be quick. */
    public Future<Void> events(Consumer<FlowEvent> listener, Runnable missed) {
        EventDelivery delivery = new EventDelivery(vertx, listener, missed);
        return bus.localConsumer(Addresses.EVENTS, (Message<FlowEvent> event) -> delivery.onEvent(event.body()))
                .completion();
    }

    private Future<Pkce> ask(String address, Request request, DeliveryOptions options) {
        Asks asks = near.get(address);
        return asks == null ? call(address, request, options) : asks.ask(request);
    }

    private <R> Future<R> call(String address, Object request, DeliveryOptions options) {
        return bus.<R>request(address, request, options).map(Message::body).recover(PkceGateway::failed);
    }

    private static <R> Future<R> failed(Throwable failure) {
        return Future.failedFuture(PkceException.of(failure));
    }
}
