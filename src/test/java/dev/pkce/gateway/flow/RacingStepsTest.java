package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Threads that take the same steps of the same logins at the same time. */
class RacingStepsTest {
    private static final int THREADS = 4;
    private static final int STEPS = 25;
    private static final int LOGINS = 2;
    private static final Problem NO = Problem.refused("access_denied", "No.");

    private static final Vertx VERTX = Vertx.vertx();
    private static final ExecutorService POOL = Executors.newFixedThreadPool(THREADS);

    /** One login, and what all threads together were told of it. */
    private record Login(Origin origin, Set<Secret> codes, AtomicInteger exchanges, AtomicInteger redeemed) {
        static Login begin(TestStore test) {
            Origin origin = test.origin(States.next(), "verifier");
            test.store().issue(origin);
            return new Login(origin, ConcurrentHashMap.newKeySet(), new AtomicInteger(), new AtomicInteger());
        }
    }

    private record Racer(TestStore test, List<Login> logins, Random random, String name, Queue<String> waiting) {
        void run() {
            for (int i = 0; i < STEPS; i++) {
                step(logins.get(random.nextInt(LOGINS)), name + i);
            }
        }

        private void step(Login login, String address) {
            String state = login.origin().state();
            FlowStore store = test.store();
            switch (random.nextInt(9)) {
                case 0, 1 ->
                    parked(address, store.park(login.origin(), TestStore.asked(login.origin(), "client"), address));
                case 2 -> parked(address, store.join(state, address));
                case 3 -> store.answer(state, new Secret(name + state)).onSuccess(login.codes()::add);
                case 4, 5 -> login.codes().forEach(code -> redeem(login, code));
                case 6 -> store.release(state, NO);
                case 7 -> (random.nextInt(10) == 0 ? store.deny(state, NO) : store.depart(state, false)).succeeded();
                default -> endNowAndThen(state);
            }
        }

        private void parked(String address, Future<Parked> parked) {
            if (parked.succeeded() && parked.result().code() == null) {
                waiting.add(address);
            }
        }

        private void redeem(Login login, Secret code) {
            String verifier = random.nextInt(4) == 0 ? "wrong" : "verifier";
            Future<Optional<Redemption>> step = test.store().redeem(code, TestStore.presented("client", verifier));
            if (step.failed() || step.result().isEmpty()) {
                return;
            }
            assertThat(verifier).isEqualTo("verifier");
            assertThat(login.exchanges().incrementAndGet())
                    .as("exchanges at once")
                    .isEqualTo(1);
            Thread.onSpinWait();
            login.exchanges().decrementAndGet();
            if (random.nextBoolean()) {
                test.store().restore(step.result().get(), NO);
            } else {
                login.redeemed().incrementAndGet();
                test.store().redeemed(step.result().get(), null);
            }
        }

        private void endNowAndThen(String state) {
            if (random.nextInt(10) == 0) {
                test.store().end(state, row -> !row.over(), Problem.flowCleared());
            }
        }
    }

    @AfterContainer
    static void stop() throws Exception {
        POOL.shutdown();
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void racing_threads_agree_on_one_end(@ForAll long seed) throws Exception {
        List<String> addresses = IntStream.range(0, THREADS)
                .boxed()
                .flatMap(thread -> IntStream.range(0, STEPS).mapToObj(i -> "thread " + thread + " step " + i))
                .toList();
        Queue<String> waiting = new ConcurrentLinkedQueue<>();
        try (TestStore test = new TestStore(VERTX, TestStore.config(LOGINS, false), addresses)) {
            List<Login> logins =
                    Stream.generate(() -> Login.begin(test)).limit(LOGINS).toList();
            race(thread -> new Racer(test, logins, new Random(seed + thread), "thread " + thread + " step ", waiting));
            test.requireCounted();
            test.store().end(row -> !row.over(), Problem.flowCleared()).await(20, TimeUnit.SECONDS);
            assertThat(test.store().size()).isZero();
            test.requireCounted();
            test.pass(TestStore.TTL);
            test.store().expire();

            assertThat(logins).allSatisfy(login -> {
                assertThat(login.codes()).as("codes that won").hasSizeLessThanOrEqualTo(1);
                assertThat(login.redeemed()).as("exchanges that ended").hasValueLessThanOrEqualTo(1);
            });
            Map<String, List<Wake>> told = test.toldByAddress();
            assertThat(told.keySet()).as("whoever waited was told").containsExactlyInAnyOrderElementsOf(waiting);
            assertThat(told.values()).as("and once").allMatch(wakes -> wakes.size() == 1);
            assertThat(test.rows()).isEmpty();
            assertThat(test.codes()).isEmpty();
            test.requireCounted();
        }
    }

    private static void race(IntFunction<Racer> start) throws Exception {
        CyclicBarrier line = new CyclicBarrier(THREADS);
        List<Callable<Void>> racers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Racer racer = start.apply(i);
            racers.add(() -> {
                line.await();
                racer.run();
                return null;
            });
        }
        for (java.util.concurrent.Future<Void> ended : POOL.invokeAll(racers)) {
            ended.get();
        }
    }
}
