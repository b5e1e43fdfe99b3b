package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One login in a store, and what must be true of it whatever is done to it in whatever order. */
final class Journey {
    private static final Problem NO = Problem.refused("access_denied", "No.");

    private final TestStore test;
    private final Origin origin;
    private final String verifier;
    private final Set<String> waiting = new HashSet<>();
    private @Nullable Secret code;
    private @Nullable Redemption exchange;
    private String client = "client";
    private int misses;
    private boolean over;

    Journey(TestStore test, int number) {
        this.test = test;
        this.verifier = "verifier-of-journey-" + number;
        this.origin = test.origin(States.next(), verifier);
    }

    String verifier() {
        return verifier;
    }

    void issue() {
        assertThat(test.store().issue(origin).succeeded()).isTrue();
    }

    void park(String address, String asking) {
        Future<Parked> parked = test.store().park(origin, TestStore.asked(origin, asking), address);
        if (parked.succeeded() && parked.result().first()) {
            client = asking;
        }
        parked(address, parked);
    }

    void join(String address) {
        parked(address, test.store().join(origin.state(), address));
    }

    private void parked(String address, Future<Parked> parked) {
        if (parked.failed()) {
            return;
        }
        assertThat(over).as("nothing comes back that has ended").isFalse();
        assertThat(parked.result().code()).isEqualTo(code);
        if (code == null) {
            waiting.add(address);
        }
    }

    void push() {
        possible(test.store().push(origin.state(), new Pushed("urn:request", Long.MAX_VALUE)));
    }

    void depart() {
        possible(test.store().depart(origin.state(), false));
    }

    private void possible(Future<?> step) {
        if (step.succeeded()) {
            assertThat(over || code != null)
                    .as("the provider is not asked twice")
                    .isFalse();
        }
    }

    void answer(String text) {
        Secret offered = new Secret(text);
        if (test.store().answer(origin.state(), offered).failed()) {
            return;
        }
        if (code == null) {
            assertThat(over).as("nothing comes back that has ended").isFalse();
            code = offered;
            told(new Wake(origin.state(), code, null));
        }
        assertThat(offered).as("one code wins").isEqualTo(code);
    }

    void deny() {
        if (test.store().deny(origin.state(), NO).succeeded()) {
            assertThat(over || code != null).as("an error replaces no code").isFalse();
            over = true;
            told(new Wake(origin.state(), null, NO));
        }
    }

    void release() {
        if (test.store().release(origin.state(), NO).succeeded()) {
            assertThat(over || code != null)
                    .as("what was answered is not taken back")
                    .isFalse();
            told(new Wake(origin.state(), null, NO));
        }
    }

    void redeem() {
        if (code == null) {
            return;
        }
        Optional<Redemption> won = attempt(code, verifier);
        assertThat(won.isPresent())
                .as("a code is good for one exchange at a time, and after fewer than five misses")
                .isEqualTo(!over && exchange == null);
        exchange = won.orElse(exchange);
    }

    void miss() {
        if (code == null) {
            return;
        }
        assertThat(attempt(code, "not-" + verifier)).as("a wrong verifier").isEmpty();
        if (!over && exchange == null) {
            misses++;
            over = misses >= 5;
        }
    }

    private Optional<Redemption> attempt(Secret redeemed, String with) {
        Future<Optional<Redemption>> step = test.store().redeem(redeemed, TestStore.presented(client, with));
        return step.succeeded() ? step.result() : Optional.empty();
    }

    void restore() {
        if (exchange != null) {
            test.store().restore(exchange, NO);
            exchange = null;
            misses = 0;
        }
    }

    void settle() {
        if (exchange != null) {
            test.store().redeemed(exchange, null);
            exchange = null;
            over = true;
        }
    }

    void clear() {
        test.store().end(origin.state(), row -> !row.over(), Problem.flowCleared());
        ended(Problem.flowCleared());
    }

    /** It was ended from outside: whoever waited was told why. */
    void ended(Problem problem) {
        over = true;
        told(new Wake(origin.state(), null, problem));
    }

    private void told(Wake wake) {
        for (String address : Set.copyOf(waiting)) {
            assertThat(test.told(address, origin.state()))
                    .as("whoever waits is told once")
                    .containsExactly(wake);
        }
        waiting.clear();
    }
}
