package dev.pkce.gateway.api;

import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** A request that takes the place for its answer along, instead of an address for a reply. */
final class Ask {
    private final Object request;
    private final Promise<Object> answer;
    private boolean taken;

    /** Asks for {@code request}, which is what the address takes. */
    Ask(Object request, Promise<Object> answer) {
        this.request = request;
        this.answer = answer;
    }

    Object request() {
        return request;
    }

    /** Takes it to be answered; false if nobody waits any more. */
    boolean take() {
        taken = !answered();
        return taken;
    }

    boolean taken() {
        return taken;
    }

    boolean answered() {
        return answer.future().isComplete();
    }

    /** Has {@code listener} run once it is answered, on the event loop that it was asked on. */
    void onAnswer(Runnable listener) {
        answer.future().onComplete(done -> listener.run());
    }

    /** Tells whoever asked, unless they were told before. */
    void answer(@Nullable Object reply, @Nullable Throwable failure) {
        if (failure == null) {
            answer.tryComplete(reply);
        } else {
            answer.tryFail(failure);
        }
    }
}
