package dev.pkce.gateway.api;

import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** A request that takes the place for its answer along, instead of an address for a reply. Confined to one event loop. */
final class Ask {
    private final Promise<Pkce> answer;
    private @Nullable Request request;
    private boolean answered;

    /** Asks for {@code request}, which is what the address takes. */
    Ask(Request request, Promise<Pkce> answer) {
        this.request = request;
        this.answer = answer;
    }

    /** The request, for whoever is the first to take it, to be answered; null for everybody else, and if nobody waits any more. */
    @Nullable Request take() {
        Request taken = answered ? null : request;
        // Whoever waits need not keep it.
        request = null;
        return taken;
    }

    boolean answered() {
        return answered;
    }

    /** Has {@code then} run on the context of whoever asked, once they have been told. */
    void onAnswered(Runnable then) {
        answer.future().onComplete((reply, failure) -> then.run());
    }

    /** Tells whoever asked, unless they were told before. */
    void answer(@Nullable Object reply, @Nullable Throwable failure) {
        answered = true;
        if (failure == null) {
            answer.tryComplete((Pkce) reply);
        } else {
            answer.tryFail(PkceException.of(failure));
        }
    }
}
