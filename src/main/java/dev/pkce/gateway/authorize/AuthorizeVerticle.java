package dev.pkce.gateway.authorize;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.ConfirmRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Redirect;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.flow.Authorization;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Origin;
import dev.pkce.gateway.flow.Parked;
import dev.pkce.gateway.flow.Portions;
import dev.pkce.gateway.flow.Wake;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The authorize-proxy and the callback. The callback may land on any instance: the flow's row says who waits. */
public final class AuthorizeVerticle extends VerticleBase {
    private static final long TICK_MILLIS = 100;
    private static final long GIVING_BACK_MILLIS = 200;
    // So each flow is looked at every two seconds while there are no more than two thousand on this instance.
    private static final int TICKS_A_ROUND = 20;
    private static final int MOST_A_TICK = 100;
    private static final Problem GOING =
            Problem.unavailable("The gateway is shutting down; ask again with the same seed.");

    private final String address = "pkce.wake." + UUID.randomUUID();
    private final PkceGateway gateway;
    private final FlowStore store;
    private final Providers providers;
    private final WaitingCallers waiting;
    private final Callback callback;
    private final Binding binding;
    private final UnderWay underWay;

    private AuthorizeVerticle(
            PkceGateway gateway, FlowStore store, Providers providers, Supplier<FlowConfig> config, UnderWay underWay) {
        this.gateway = gateway;
        this.store = store;
        this.providers = providers;
        this.waiting = new WaitingCallers(() -> config.get().longestWait(), underWay.waiting(), new Portions());
        this.callback = new Callback(store, providers);
        this.binding = config.get().binding();
        this.underWay = underWay;
    }

    /**
     * Instances that go out to {@code providers}, and hold callers and bind flows as {@code config} has it at the
     * moment; {@code underWay} is what they all have to do.
     */
    public static Supplier<Deployable> instances(
            PkceGateway gateway, FlowStore store, Providers providers, Supplier<FlowConfig> config, UnderWay underWay) {
        return () -> new AuthorizeVerticle(gateway, store, providers, config, underWay);
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(TICK_MILLIS, tick -> onTick());
        return Future.all(
                new Endpoint<>(Addresses.AUTHORIZE, AuthorizeRequest.class, AuthorizeRequest::fromJson)
                        .answerHere(vertx, this::onAuthorize),
                new Endpoint<>(Addresses.AWAIT, AwaitRequest.class, AwaitRequest::fromJson)
                        .answerHere(vertx, this::onAwait),
                new Endpoint<>(Addresses.REDIRECT, RedirectRequest.class, RedirectRequest::fromJson)
                        .answer(vertx, this::onRedirect),
                new Endpoint<>(Addresses.RESPOND, AuthorizationResponse.class, AuthorizationResponse::fromJson)
                        .answer(vertx, this::onRespond),
                new Endpoint<>(Addresses.CONFIRM, ConfirmRequest.class, ConfirmRequest::fromJson)
                        .answer(vertx, this::onConfirm),
                vertx.eventBus().localConsumer(address, this::onWake).completion());
    }

    @Override
    public Future<?> stop() {
        waiting.end(GOING);
        // Whoever asks again has the provider asked anew: what it answers here may come too late to be kept.
        return givenBack().transform(any -> waiting.failAll());
    }

    /**
     * Done, on this event loop, once the flows whose provider any instance still asks are given back, as nobody is to ask
     * for them again before. Not so late that nobody could be told any more.
     */
    private Future<Void> givenBack() {
        Promise<Void> done = Promise.promise();
        vertx.setTimer(GIVING_BACK_MILLIS, late -> done.tryComplete());
        underWay.abandon(state -> store.release(state, GOING))
                .onComplete(any -> context.runOnContext(turn -> done.tryComplete()));
        return done.future();
    }

    private Future<Pkce> onAuthorize(AuthorizeRequest request) {
        SeededPkce seed = request.seed();
        return seed == null ? unseeded(request) : seeded(request, seed, null);
    }

    private Future<Pkce> unseeded(AuthorizeRequest request) {
        IdentityProvider provider = providers.fallback();
        return gateway.challenge(new ChallengeRequest(request.applicationId(), request.address()))
                .compose(challenge -> seeded(request, provider.seed(challenge), challenge)
                        .map(pkce -> new Pkce(challenge, pkce.seed(), pkce.result(), null, null)));
    }

    private Future<Pkce> seeded(AuthorizeRequest request, SeededPkce seed, @Nullable ChallengedPkce made) {
        // All that is to be kept of the request for as long as its caller waits.
        Duration patience = request.patience();
        Future<?> gone = request.gone();
        IdentityProvider provider = providers.choose(seed.domain(), seed.clientId());
        Authorization asked = new Authorization(
                provider.complete(seed), provider.provider().name(), provider.redirectUri(seed.redirectUri()));
        Origin offered = new Origin(
                seed.state(),
                seed.nonce(),
                seed.codeChallenge(),
                request.applicationId(),
                request.address(),
                store.deadline());
        Future<Parked> parking = provider.metadata().compose(metadata -> {
            // Built before anything is kept: a request that is too long is refused whichever way it would go.
            String url = AuthorizationRequest.url(metadata.authorize(), asked);
            return store.park(offered, asked, address)
                    .compose(this::taken)
                    .onSuccess(parked -> ask(provider, metadata, url, parked, made));
        });
        underWay.seeding(parking);
        // One place for the answer, and no other future that would be kept with it.
        Promise<Pkce> told = Promise.promise();
        parking.map(parked -> answer(parked, patience, gone, told)).onFailure(told::tryFail);
        return told.future();
    }

    /** A flow that was seeded too late to ask its provider is given back before anybody is told to ask again. */
    private Future<Parked> taken(Parked parked) {
        return parked.first() && waiting.over()
                ? store.release(parked.flow().origin().state(), GOING)
                        .transform(released -> Future.failedFuture(new PkceException(GOING)))
                : Future.succeededFuture(parked);
    }

    private void ask(
            IdentityProvider provider, Metadata metadata, String url, Parked parked, @Nullable ChallengedPkce made) {
        String state = parked.flow().origin().state();
        if (!providers.knows(provider.provider().name())) {
            // Removed since it was chosen. Asked second: of the flows that were there before, the removal ends each.
            store.end(state, bound -> true, Problem.providerGone());
            return;
        }
        if (!parked.first()) {
            return;
        }
        Setbacks setbacks = new Setbacks(vertx, store, waiting::wake);
        Future<Boolean> person =
                new AuthorizeProxy(store, callback, setbacks).ask(provider, metadata, url, parked.flow());
        underWay.asked(state, person);
        if (made != null) {
            // Only its caller can send a person to this flow, and learns of it with the answer: nothing to wait for.
            person.onSuccess(needed -> context.runOnContext(turn -> waiting.sendAway(made.state())));
        }
    }

    private Future<Pkce> onAwait(AwaitRequest request) {
        Promise<Pkce> told = Promise.promise();
        store.join(request.state(), address)
                .map(parked -> answer(parked, request.patience(), request.gone(), told))
                .onFailure(told::tryFail);
        return told.future();
    }

    private Promise<Pkce> answer(
            Parked parked, @Nullable Duration patience, @Nullable Future<?> gone, Promise<Pkce> told) {
        waiting.hold(parked, patience, gone, told);
        // From another node a wake-up may have come while the news of the parking was still under way.
        store.revisit(parked.flow(), address);
        return told;
    }

    private Future<Redirect> onRedirect(RedirectRequest request) {
        return new Departures(vertx, store, providers).redirect(request.state());
    }

    private Future<Pkce> onRespond(AuthorizationResponse response) {
        return binding == Binding.CONFIRM
                ? callback.hold(response)
                : callback.take(response).map(Pkce::of);
    }

    private Future<Done> onConfirm(ConfirmRequest request) {
        return store.confirm(request.state(), request.ticket(), request.agreed());
    }

    private void onTick() {
        waiting.sendAway();
        if (store.shared()) {
            waiting.next(TICKS_A_ROUND, MOST_A_TICK).forEach(flow -> store.revisit(flow, address));
        }
    }

    private void onWake(Message<Wake> message) {
        waiting.wake(message.body());
    }
}
