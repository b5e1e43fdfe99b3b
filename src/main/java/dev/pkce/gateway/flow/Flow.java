package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A login, as one immutable row. Each phase holds what the next one needs and no more; {@link Steps} leads between them. */
public sealed interface Flow extends Shareable {
    /** What it began with. */
    Origin origin();

    /** A challenge was made, nothing asked of a provider yet. */
    record Issued(Origin origin) implements Flow {}

    /** A flow that was bound to a provider. */
    sealed interface Bound extends Flow {
        /** The configured name of the provider. */
        String provider();
    }

    /** A flow that still knows all that it is bound to. */
    sealed interface Asked extends Bound {
        /** What it is bound to. */
        Authorization authorization();

        @Override
        default String provider() {
            return authorization().provider();
        }
    }

    /** A flow whose callers wait for its end. */
    sealed interface Awaited extends Asked {
        /** The addresses of the instances that hold a waiting caller. */
        List<String> waiting();

        /** This flow with {@code others} waiting for it. */
        Awaited awaitedBy(List<String> others);
    }

    /**
     * A person was sent to the provider.
     *
     * @param waiting the addresses of the instances that hold a waiting caller
     * @param pushed the request that the provider keeps, until a browser takes it along
     * @param departed whether a browser was sent to the provider, whose answer is then the one that counts
     */
    record Seeded(
            Origin origin,
            Authorization authorization,
            List<String> waiting,
            @Nullable Pushed pushed,
            boolean departed) implements Awaited {
        /** A flow that was seeded just now. */
        Seeded(Origin origin, Authorization authorization, String waiting) {
            this(origin, authorization, List.of(waiting), null, false);
        }

        @Override
        public Seeded awaitedBy(List<String> others) {
            return new Seeded(origin, authorization, others, pushed, departed);
        }
    }

    /**
     * The provider answered with a code, which waits for the person to say that they started the flow.
     *
     * @param waiting the addresses of the instances that hold a waiting caller
     * @param ticket what that person has to show
     */
    record Held(Origin origin, Authorization authorization, List<String> waiting, Secret code, Secret ticket)
            implements Awaited {
        @Override
        public Held awaitedBy(List<String> others) {
            return new Held(origin, authorization, others, code, ticket);
        }

        /** This flow once the person has agreed. */
        Answered answered() {
            return new Answered(origin, authorization, code, 0);
        }

        /** This flow once the person has said that it is not theirs. */
        Denied denied(Problem problem) {
            return new Denied(origin, authorization, problem, S256.of(code.reveal()));
        }
    }

    /**
     * The provider answered with a code.
     *
     * @param misses how often a token call came with a wrong verifier
     */
    record Answered(Origin origin, Authorization authorization, Secret code, int misses) implements Asked {
        /** This flow without its code, which is never to come back. */
        Spent spent() {
            return new Spent(origin, provider(), S256.of(code.reveal()), true);
        }

        /** This flow while its code is out to be redeemed. */
        Spent redeeming() {
            return new Spent(origin, provider(), S256.of(code.reveal()), false);
        }
    }

    /**
     * The provider answered with an error, or the person with no; kept until its time so that whoever reconnects is told.
     *
     * @param codeHash all that is kept of the code that the person did not want handed over; null if there was none
     */
    record Denied(
            Origin origin,
            Authorization authorization,
            Problem problem,
            @Nullable String codeHash) implements Asked {
        /** A flow that never had a code. */
        Denied(Origin origin, Authorization authorization, Problem problem) {
            this(origin, authorization, problem, null);
        }
    }

    /**
     * The code was taken for the one exchange that it is good for. Kept until its time to tell a replay from a code
     * that was never here.
     *
     * @param codeHash all that is kept of the code
     * @param settled whether its exchange is over; until then the code may come back, because it never left
     */
    record Spent(Origin origin, String provider, String codeHash, boolean settled) implements Bound {
        /** This flow once its exchange is over. */
        Spent settle() {
            return new Spent(origin, provider, codeHash, true);
        }
    }

    /** Whether nothing more can come of it, so that it no longer counts as a login under way. */
    default boolean over() {
        return this instanceof Spent spent ? spent.settled() : this instanceof Denied;
    }

    /**
     * What stays of it when it is ended before its time: a code that was seen here must not pass for one that was won
     * elsewhere while its provider may still take it. Null for nothing.
     */
    default @Nullable Flow rest() {
        if (this instanceof Spent spent) {
            return spent.settle();
        }
        if (this instanceof Answered answered) {
            return answered.spent();
        }
        return this instanceof Held held ? held.answered().spent() : null;
    }

    /** The hash by which a token call finds this flow; null if there is no code. */
    default @Nullable String codeHash() {
        if (this instanceof Answered answered) {
            return S256.of(answered.code().reveal());
        }
        if (this instanceof Held held) {
            return S256.of(held.code().reveal());
        }
        return this instanceof Spent spent ? spent.codeHash() : null;
    }
}
