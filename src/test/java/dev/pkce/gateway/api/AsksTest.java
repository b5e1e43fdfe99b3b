package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsksTest {
    private static final ChallengeRequest REQUEST = new ChallengeRequest("app");
    private static final Pkce ANSWER =
            Pkce.of(new ChallengedPkce("state", "nonce", "challenge", new Secret("verifier")));

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    AsksTest() {
        PkceGateway.on(vertx);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Runs {@code call} on one event loop, and waits for what comes of it. */
    private <T> Future<T> there(Supplier<Future<T>> call) throws Exception {
        Promise<Future<T>> over = Promise.promise();
        context.runOnContext(turn -> call.get().onComplete(done -> over.complete(outcome(done))));
        return over.future().await(20, TimeUnit.SECONDS);
    }

    private static <T> Future<T> outcome(AsyncResult<T> done) {
        return done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause());
    }

    private Asks asks(long patience) {
        return new Asks(
                vertx,
                Addresses.CHALLENGE,
                new DeliveryOptions().setLocalOnly(true).setSendTimeout(patience));
    }

    private Future<Pkce> ask(long patience) {
        return asks(patience).ask(REQUEST);
    }

    private Future<Void> answered(Supplier<Future<Pkce>> by) {
        return new Endpoint<>(Addresses.CHALLENGE, ChallengeRequest.class, ChallengeRequest::fromJson)
                .answerHere(vertx, request -> by.get());
    }

    @Test
    void what_the_same_event_loop_answers_is_the_answer() throws Exception {
        there(() -> answered(() -> Future.succeededFuture(ANSWER)));

        assertThat(there(() -> ask(10_000)).result()).isSameAs(ANSWER);
        assertThat(there(() -> vertx.eventBus().<JsonObject>request(Addresses.CHALLENGE, new JsonObject()))
                        .result()
                        .body())
                .isEqualTo(ANSWER.toJson());
    }

    @Test
    void a_refusal_is_the_same_failure_and_a_fault_tells_nothing_of_itself() throws Exception {
        PkceException refusal = new PkceException(Problem.unavailable("full"));
        there(() -> answered(() -> Future.failedFuture(refusal)));
        assertThat(there(() -> ask(10_000)).cause()).isSameAs(refusal);
    }

    @Test
    void a_handler_that_throws_is_an_answer_too() throws Exception {
        there(() -> answered(() -> {
            throw new IllegalStateException("thrown");
        }));

        assertThat(there(() -> ask(10_000)).cause())
                .isInstanceOfSatisfying(
                        PkceException.class,
                        told -> assertThat(told.problem().kind()).isEqualTo(Problem.Kind.INTERNAL));
    }

    @Test
    void who_is_not_answered_is_told_when_the_time_is_over() throws Exception {
        there(() -> vertx.eventBus()
                .localConsumer(
                        Asks.here(vertx, Addresses.CHALLENGE),
                        (Message<Batch> batch) -> batch.body().close().forEach(Ask::take))
                .completion());

        assertThat(failure(there(() -> ask(1)))).isEqualTo(Problem.Kind.PROVIDER_TIMEOUT);
    }

    @Test
    void what_is_asked_in_one_turn_is_answered_in_its_order_however_much_it_is() throws Exception {
        Queue<Integer> answered = new ArrayDeque<>();
        there(() -> answered(() -> {
            answered.add(answered.size());
            return answered.size() % 7 == 0
                    ? Future.failedFuture(new PkceException(Problem.unavailable("odd")))
                    : Future.succeededFuture(ANSWER);
        }));
        Asks asks = result(() -> asks(60_000));

        List<Future<Pkce>> all =
                result(() -> Stream.generate(() -> asks.ask(REQUEST)).limit(100).toList());
        Future.join(all).otherwiseEmpty().await(20, TimeUnit.SECONDS);

        assertThat(answered).hasSize(100);
        for (int i = 0; i < 100; i++) {
            assertThat(all.get(i).succeeded()).isEqualTo((i + 1) % 7 != 0);
        }
        assertThat(result(asks::size)).isZero();
    }

    @Test
    void a_bus_that_takes_nothing_once_keeps_nobody_waiting_later() throws Exception {
        Vertx strange = Vertx.vertx();
        try {
            Context loop = strange.getOrCreateContext();
            Asks asks = on(loop, () -> new Asks(strange, Addresses.CHALLENGE, new DeliveryOptions()));
            // It has no codec for such a message yet.
            assertThatThrownBy(() -> on(loop, () -> asks.ask(REQUEST))).isInstanceOf(IllegalArgumentException.class);
            PkceGateway.on(strange);

            Future<Pkce> later = on(loop, () -> asks.ask(REQUEST));

            assertThatThrownBy(() -> later.await(20, TimeUnit.SECONDS)).isInstanceOf(PkceException.class);
        } finally {
            strange.close().await();
        }
    }

    private static <T> T on(Context loop, Supplier<T> call) throws Exception {
        Promise<T> over = Promise.promise();
        loop.runOnContext(turn -> over.handle(Future.future(done -> done.complete(call.get()))));
        return over.future().await(20, TimeUnit.SECONDS);
    }

    @Test
    void what_an_answer_asks_is_not_lost_with_what_was_asked_before() throws Exception {
        there(() -> answered(() -> Future.succeededFuture(ANSWER)));
        Asks asks = result(() -> asks(60_000));

        assertThat(there(() -> asks.ask(REQUEST).compose(first -> asks.ask(REQUEST)))
                        .result())
                .isSameAs(ANSWER);
    }

    @Test
    void nothing_that_was_answered_is_kept_whatever_else_waits() throws Exception {
        Queue<Future<Pkce>> answers = new ArrayDeque<>();
        Promise<Pkce> late = Promise.promise();
        answers.add(late.future());
        there(() -> answered(() -> answers.isEmpty() ? Future.succeededFuture(ANSWER) : answers.remove()));
        Asks asks = result(() -> asks(60_000));
        Future<Pkce> first = result(() -> asks.ask(REQUEST));
        for (int i = 0; i < 100; i++) {
            assertThat(there(() -> asks.ask(REQUEST)).result()).isSameAs(ANSWER);
        }
        assertThat(result(asks::size)).isEqualTo(1);

        late.complete(ANSWER);

        assertThat(first.await(20, TimeUnit.SECONDS)).isSameAs(ANSWER);
        assertThat(result(asks::size)).isZero();
    }

    @Test
    void who_may_wait_longer_is_not_given_up_with_who_may_not() throws Exception {
        there(() -> answered(() -> Promise.<Pkce>promise().future()));
        // Made first, and so looked after first.
        Asks patient = result(() -> asks(60_000));
        Asks hasty = result(() -> asks(1));
        Future<Pkce> waiting = result(() -> patient.ask(REQUEST));

        assertThat(failure(there(() -> hasty.ask(REQUEST)))).isEqualTo(Problem.Kind.PROVIDER_TIMEOUT);

        assertThat(waiting.isComplete()).isFalse();
        assertThat(result(patient::size)).isEqualTo(1);
    }

    @Test
    void nothing_is_kept_of_what_nobody_took_or_took_too_long() throws Exception {
        Asks asks = result(() -> asks(1));
        there(() -> asks.ask(REQUEST));
        there(() -> answered(() -> Promise.<Pkce>promise().future()));
        there(() -> asks.ask(REQUEST));

        assertThat(result(asks::size)).isZero();
    }

    @Test
    void a_consumer_that_goes_while_it_is_asked_is_as_good_as_none() throws Exception {
        MessageConsumer<Batch> going = result(() -> vertx.eventBus()
                .localConsumer(
                        Asks.here(vertx, Addresses.CHALLENGE),
                        (Message<Batch> batch) -> batch.body().close().forEach(AsksTest::answer)));
        Asks asks = result(() -> asks(60_000));

        Future<Pkce> dropped = there(() -> {
            Future<Pkce> asked = asks.ask(REQUEST);
            going.unregister();
            return asked;
        });

        assertThat(failure(dropped)).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(result(asks::size)).isZero();
    }

    private static void answer(Ask ask) {
        ask.take();
        ask.answer(ANSWER, null);
    }

    private <T> T result(Supplier<T> call) throws Exception {
        return there(() -> Future.succeededFuture(call.get())).result();
    }

    @Test
    void where_nobody_answers_on_the_same_event_loop_whoever_has_the_address_is_asked() throws Exception {
        assertThat(failure(there(() -> ask(10_000)))).isEqualTo(Problem.Kind.UNAVAILABLE);
        vertx.eventBus().localConsumer(Addresses.CHALLENGE, message -> message.reply(ANSWER));

        assertThat(there(() -> PkceGateway.on(vertx).here().challenge(REQUEST)).result())
                .isSameAs(ANSWER.challenge());
    }

    private static Problem.Kind failure(Future<?> failed) {
        return ((PkceException) failed.cause()).problem().kind();
    }

    @Test
    void a_challenge_is_written_as_its_json_form_whatever_is_in_it() {
        ChallengedPkce odd = new ChallengedPkce("st\"ate", "no\\nce", "\u00e9\n", new Secret("v"));
        for (Pkce pkce : new Pkce[] {ANSWER, Pkce.of(odd), Pkce.of(new ResultedPkce(new Secret("code"), "state"))}) {
            assertThat(pkce.toBuffer()).isEqualTo(pkce.toJson().toBuffer());
        }
    }
}
