package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Cause.Reason;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Steps that bring a code. It belongs to one flow: somebody may carry the code of one sign-in into another. */
final class Claims {
    private final Rows rows;
    private final Transitions transitions;

    Claims(Rows rows, Transitions transitions) {
        this.rows = rows;
        this.transitions = transitions;
    }

    /** Takes {@code step} if {@code code} is the flow's own, or nobody's yet. */
    <T> Future<T> take(String state, Secret code, Function<@Nullable Flow, Step<T>> step) {
        String hash = S256.of(code.reveal());
        return rows.claim(hash, state)
                .compose(owner -> owner.equals(state)
                        ? transitions.take(state, step).onFailure(failure -> failed(hash, state, failure))
                        : transitions.take(
                                state, row -> Step.refuse(Problem.unknownFlow(), Reason.CODE_OF_ANOTHER_FLOW)));
    }

    /** Only what was refused claims nothing: where the store failed, the same code may be on its way in elsewhere. */
    private void failed(String hash, String state, Throwable failure) {
        if (PkceException.of(failure).problem().kind() != Problem.Kind.UNAVAILABLE) {
            rows.disclaim(hash, state);
        }
    }
}
