package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Vertx;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/** Whatever is done to a few logins, in whatever order. */
class FlowInvariantsTest {
    private static final int JOURNEYS = 3;
    private static final List<String> ADDRESSES = List.of("one", "two");

    private static final Vertx VERTX = Vertx.vertx();

    /** What can happen to one login. */
    private enum Move {
        PARK,
        PARK_ANOTHER,
        JOIN,
        PUSH,
        DEPART,
        ANSWER,
        ANSWER_ANOTHERS,
        DENY,
        RELEASE,
        REDEEM,
        MISS,
        RESTORE,
        SETTLE,
        CLEAR
    }

    /** One of them; the number picks an instance of the gateway or a code. */
    private record Turn(Move move, int journey, int number) {
        void take(List<Journey> journeys) {
            Journey it = journeys.get(journey);
            switch (move) {
                case PARK -> it.park(ADDRESSES.get(number), "client");
                case PARK_ANOTHER -> it.park(ADDRESSES.get(number), "another client");
                case JOIN -> it.join(ADDRESSES.get(number));
                case PUSH -> it.push();
                case DEPART -> it.depart();
                case ANSWER -> it.answer(it.verifier() + "'s code " + number);
                case ANSWER_ANOTHERS -> it.answer("a code for whoever comes first");
                case DENY -> it.deny();
                case RELEASE -> it.release();
                case REDEEM -> it.redeem();
                case MISS -> it.miss();
                case RESTORE -> it.restore();
                case SETTLE -> it.settle();
                case CLEAR -> it.clear();
            }
        }
    }

    @AfterContainer
    static void stop() throws Exception {
        VERTX.close().await(20, TimeUnit.SECONDS);
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        // The way to the tokens comes up more often, or few journeys would get far.
        Arbitrary<Move> moves = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(Move.values())),
                Tuple.of(3, Arbitraries.of(Move.PARK, Move.JOIN, Move.ANSWER, Move.REDEEM, Move.MISS, Move.RESTORE)));
        return Combinators.combine(
                        moves,
                        Arbitraries.integers().between(0, JOURNEYS - 1),
                        Arbitraries.integers().between(0, ADDRESSES.size() - 1))
                .as(Turn::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 500)
    void every_interleaving_ends_well(@ForAll("turns") List<Turn> turns) {
        try (TestStore test = new TestStore(VERTX, TestStore.config(JOURNEYS, false), ADDRESSES)) {
            List<Journey> journeys = IntStream.range(0, JOURNEYS)
                    .mapToObj(i -> new Journey(test, i))
                    .toList();
            journeys.forEach(Journey::issue);
            for (Turn turn : turns) {
                turn.take(journeys);
                test.requireCounted();
                assertThat(secrets(test)).noneMatch(text -> text.startsWith("verifier-") && !text.contains("code"));
            }
            test.pass(TestStore.TTL);
            test.store().expire();
            journeys.forEach(journey -> journey.ended(Problem.flowExpired()));
            journeys.forEach(FlowInvariantsTest::stays_ended);
            assertEmpty(test);
            test.requireCounted();
        }
    }

    private static void stays_ended(Journey journey) {
        journey.park("one", "client");
        journey.join("two");
        journey.answer("late");
        journey.deny();
        journey.restore();
    }

    static void assertEmpty(TestStore test) {
        assertThat(test.store().size()).isZero();
        assertThat(test.rows()).isEmpty();
        assertThat(test.codes()).isEmpty();
        assertThat(ADDRESSES)
                .allSatisfy(address -> assertThat(test.told(address)).isEmpty());
    }

    /** Every text in every row, also those that a row does not print. */
    private static List<String> secrets(TestStore test) {
        return test.rows().values().stream().flatMap(FlowInvariantsTest::texts).toList();
    }

    private static Stream<String> texts(@Nullable Object value) {
        if (value instanceof Secret secret) {
            return Stream.of(secret.reveal());
        }
        if (value instanceof Record row) {
            return Stream.of(row.getClass().getRecordComponents()).flatMap(component -> texts(part(row, component)));
        }
        if (value instanceof Iterable<?> many) {
            List<String> all = new ArrayList<>();
            many.forEach(one -> texts(one).forEach(all::add));
            return all.stream();
        }
        return Stream.ofNullable(value).map(Object::toString);
    }

    private static @Nullable Object part(Record row, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException hidden) {
            throw new IllegalStateException(hidden);
        }
    }
}
