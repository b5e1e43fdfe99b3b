package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The life of a flow, as pure functions from a row to the next. A refused step leaves the row as it was. */
final class Steps {
    /** What those are told who wait for a flow that was released, if they missed why. */
    static final Problem RELEASED =
            Problem.unavailable("The identity provider could not be asked; ask again with the same seed.");

    static final int MAX_MISSES = 5;
    // 22 base64url characters are 132 bits; RFC 6749 section 10.10 asks for 128 at least.
    private static final int MIN_FOREIGN_STATE = 22;

    private Steps() {}

    /** A challenge was made. */
    static Step<Origin> issue(@Nullable Flow row, Origin origin) {
        return row == null ? Step.to(new Flow.Issued(origin), origin) : Step.refuse(Problem.flowInProgress());
    }

    /** A caller at {@code address} asks for a sign-in: seeds the flow, or joins whoever asked for the same. */
    static Step<Parked> park(@Nullable Flow row, Origin offered, Authorization asked, String address, boolean strict) {
        if (row == null) {
            return foreign(offered, asked, address, strict);
        }
        if (row instanceof Flow.Issued issued) {
            return matches(issued.origin(), asked)
                    ? seeded(issued.origin(), asked, address)
                    : Step.refuse(
                            Problem.invalidRequest("The seed does not match the issued challenge."), Reason.OTHER_SEED);
        }
        if (row instanceof Flow.Spent) {
            return Step.refuse(Problem.unknownFlow());
        }
        if (!(row instanceof Flow.Asked bound) || !bound.authorization().equals(asked)) {
            return row instanceof Flow.Denied
                    ? Step.refuse(Problem.unknownFlow())
                    : Step.refuse(Problem.flowInProgress(), Reason.OTHER_SEED);
        }
        return join(bound, address);
    }

    private static Step<Parked> foreign(Origin offered, Authorization asked, String address, boolean strict) {
        if (strict || States.issued(offered.state())) {
            return Step.refuse(Problem.unknownFlow());
        }
        if (offered.state().length() < MIN_FOREIGN_STATE) {
            return Step.refuse(Problem.invalidRequest("\"state\" must have at least 22 characters."));
        }
        return seeded(offered, asked, address);
    }

    private static Step<Parked> seeded(Origin origin, Authorization asked, String address) {
        Flow.Seeded seeded = new Flow.Seeded(origin, asked, address);
        return Step.to(seeded, new Parked(seeded, true, null));
    }

    private static boolean matches(Origin issued, Authorization asked) {
        return issued.challenge().equals(asked.seed().codeChallenge())
                && issued.nonce().equals(asked.seed().nonce());
    }

    /** A caller at {@code address} waits for a flow that was seeded before. */
    static Step<Parked> join(@Nullable Flow row, String address) {
        if (row instanceof Flow.Answered answered) {
            return Step.stay(new Parked(answered, false, answered.code()));
        }
        if (row instanceof Flow.Denied denied) {
            return Step.refuse(denied.problem());
        }
        if (!(row instanceof Flow.Awaited awaited)) {
            return Step.refuse(Problem.unknownFlow());
        }
        Parked parked = new Parked(awaited, false, null);
        if (awaited.waiting().contains(address)) {
            return Step.stay(parked);
        }
        List<String> waiting =
                Stream.concat(awaited.waiting().stream(), Stream.of(address)).toList();
        return Step.to(awaited.awaitedBy(waiting), parked);
    }

    /** A caller at {@code address} looks at the flow that it waits for: without its seed that has been released since. */
    static Step<Parked> rejoin(@Nullable Flow row, Authorization asked, String address) {
        boolean another =
                row instanceof Flow.Asked bound && !bound.authorization().equals(asked);
        return another || row instanceof Flow.Issued ? Step.refuse(RELEASED) : join(row, address);
    }

    /** What {@code row} asks of its provider while a person has yet to act; empty before its seed. */
    static Step<Optional<Authorization>> seeded(@Nullable Flow row) {
        if (row instanceof Flow.Issued) {
            return Step.stay(Optional.empty());
        }
        return row instanceof Flow.Seeded seeded
                ? Step.stay(Optional.of(seeded.authorization()))
                : Step.refuse(Problem.unknownFlow());
    }

    /** The provider keeps the authorization request as {@code pushed}. */
    static Step<Pushed> push(@Nullable Flow row, Pushed pushed) {
        return row instanceof Flow.Seeded seeded
                ? Step.to(
                        new Flow.Seeded(
                                seeded.origin(), seeded.authorization(), seeded.waiting(), pushed, seeded.departed()),
                        pushed)
                : Step.refuse(Problem.unknownFlow());
    }

    /**
     * A browser leaves for the provider, with the pushed request if it is the first; none may leave while a request that
     * is to be {@code awaited} is still being pushed.
     */
    static Step<Optional<Departure>> depart(@Nullable Flow row, boolean awaited) {
        if (!(row instanceof Flow.Seeded seeded)) {
            return Step.refuse(Problem.unknownFlow());
        }
        if (awaited && seeded.pushed() == null && !seeded.departed()) {
            return Step.stay(Optional.empty());
        }
        Flow gone = new Flow.Seeded(seeded.origin(), seeded.authorization(), seeded.waiting(), null, true);
        return Step.to(gone, Optional.of(new Departure(seeded.pushed())));
    }

    /** The provider answered with {@code code}; the same answer again changes nothing, another one is refused. */
    static Step<Secret> answer(@Nullable Flow row, Secret code) {
        if (row instanceof Flow.Seeded seeded) {
            return Step.to(new Flow.Answered(seeded.origin(), seeded.authorization(), code, 0), code);
        }
        return took(row, code) ? Step.stay(code) : answeredBefore(row);
    }

    /**
     * The provider answered with {@code code}, of which nobody is to learn before the person who brought it has shown
     * {@code ticket}. The same answer again finds the ticket it was given first; none if the person has agreed already.
     */
    static Step<Optional<Flow.Held>> hold(@Nullable Flow row, Secret code, Secret ticket) {
        if (row instanceof Flow.Seeded seeded) {
            Flow.Held held = new Flow.Held(seeded.origin(), seeded.authorization(), seeded.waiting(), code, ticket);
            return Step.to(held, Optional.of(held));
        }
        if (row instanceof Flow.Held held && held.code().equals(code)) {
            return Step.stay(Optional.of(held));
        }
        return took(row, code) ? Step.stay(Optional.empty()) : answeredBefore(row);
    }

    private static <T> Step<T> answeredBefore(@Nullable Flow row) {
        return row instanceof Flow.Bound
                ? Step.refuse(Problem.unknownFlow(), Reason.SECOND_ANSWER)
                : Step.refuse(Problem.unknownFlow());
    }

    /** Whether {@code row} has had {@code code} and was not ended for it. */
    private static boolean took(@Nullable Flow row, Secret code) {
        return row != null
                && !(row instanceof Flow.Denied)
                && S256.of(code.reveal()).equals(row.codeHash());
    }

    /** The person who has {@code ticket} says whether the sign-in is theirs. */
    static Step<Done> confirm(@Nullable Flow row, Secret ticket, boolean agreed) {
        if (!(row instanceof Flow.Held held)) {
            return Step.refuse(Problem.unknownFlow());
        }
        if (!held.ticket().equals(ticket)) {
            return Step.refuse(Problem.unknownFlow(), Reason.WRONG_TICKET);
        }
        Flow next = agreed ? held.answered() : held.denied(Problem.notConfirmed());
        return Step.to(next, new Done());
    }

    /** The provider answered with an error. */
    static Step<Problem> deny(@Nullable Flow row, Problem problem) {
        if (row instanceof Flow.Seeded seeded) {
            return Step.to(new Flow.Denied(seeded.origin(), seeded.authorization(), problem), problem);
        }
        // An error page that is loaded again is no second answer.
        return row instanceof Flow.Denied ? Step.refuse(Problem.unknownFlow()) : answeredBefore(row);
    }

    /**
     * The provider could not be asked: the flow is as it was before, so that the same seed can be tried again. Not if a
     * browser has found its way there all the same.
     */
    static Step<Flow.Seeded> release(@Nullable Flow row) {
        return row instanceof Flow.Seeded seeded && !seeded.departed()
                ? Step.to(new Flow.Issued(seeded.origin()), seeded)
                : Step.refuse(Problem.unknownFlow());
    }

    /** A token call came with {@code code} and {@code presented}: spends the code if all of it fits. */
    static Step<Redemption> redeem(@Nullable Flow row, Secret code, Presented presented) {
        if (!(row instanceof Flow.Answered answered)) {
            return Step.refuse(
                    Problem.invalidGrant(), row instanceof Flow.Spent ? Reason.CODE_USED : Reason.UNCONFIRMED_CODE);
        }
        if (!answered.code().equals(code)) {
            // One that came second, and is about to be known for nobody's.
            return Step.refuse(Problem.invalidGrant(), Reason.SECOND_ANSWER);
        }
        Authorization bound = answered.authorization();
        if (!bound.seed().clientId().equals(presented.clientId())) {
            return Step.refuse(Problem.invalidGrant(), Reason.WRONG_CLIENT);
        }
        if (!bound.redirectUri().equals(presented.redirectUri())) {
            return Step.refuse(Problem.invalidGrant(), Reason.WRONG_REDIRECT_URI);
        }
        if (same(answered.origin().challenge(), presented.challenge())) {
            return Step.to(answered.redeeming(), new Redemption(answered.origin(), bound, answered.code()));
        }
        int misses = answered.misses() + 1;
        return misses < MAX_MISSES
                ? Step.refuse(
                        new Flow.Answered(answered.origin(), bound, answered.code(), misses),
                        Problem.invalidGrant(),
                        Reason.WRONG_VERIFIER)
                : Step.refuse(answered.spent(), Problem.invalidGrant(), Reason.TOO_MANY_VERIFIERS);
    }

    /** The code of {@code redemption} never left: it is as good as before, unless the flow was ended meanwhile. */
    static Step<Redemption> restore(@Nullable Flow row, Redemption redemption) {
        Flow.Answered before = new Flow.Answered(redemption.origin(), redemption.authorization(), redemption.code(), 0);
        return before.redeeming().equals(row) ? Step.to(before, redemption) : Step.refuse(Problem.unknownFlow());
    }

    /** The exchange of a code is over, however it ended. */
    static Step<Flow.Spent> settle(@Nullable Flow row) {
        return row instanceof Flow.Spent spent && !spent.settled()
                ? Step.to(spent.settle(), spent)
                : Step.refuse(Problem.unknownFlow());
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
    }
}
