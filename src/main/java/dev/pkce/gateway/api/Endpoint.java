package dev.pkce.gateway.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answering side of an address: takes a record or its JSON form, checks it by the same rules, answers in kind, and
 * replies on every path, for a consumer that does not is a caller waiting for its timeout.
 *
 * @param address where it listens
 * @param type the record it takes
 * @param read makes the record of its JSON form
 * @param <Q> the request
 */
public record Endpoint<Q extends Request>(String address, Class<Q> type, Function<JsonObject, Q> read) {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

    /** Answers with what {@code handler} makes of each request, on the caller's context, until its verticle is undeployed. */
    public Future<Void> answer(Vertx vertx, Function<Q, ? extends Future<? extends JsonForm>> handler) {
        PkceGateway.on(vertx);
        return vertx.eventBus()
                .localConsumer(address, (Message<Object> message) -> onMessage(message, handler))
                .completion();
    }

    /** The same, and sooner for those on the event loop of the calling verticle ({@link PkceGateway#here}). */
    public Future<Void> answerHere(Vertx vertx, Function<Q, ? extends Future<? extends JsonForm>> handler) {
        return answer(vertx, handler)
                .compose(listening -> vertx.eventBus()
                        .localConsumer(
                                Asks.here(vertx, address), (Message<Batch> batch) -> onBatch(batch.body(), handler))
                        .completion());
    }

    private void onBatch(Batch batch, Function<Q, ? extends Future<? extends JsonForm>> handler) {
        batch.close().forEach(ask -> onAsk(ask, handler));
    }

    private void onAsk(Ask ask, Function<Q, ? extends Future<? extends JsonForm>> handler) {
        Request asked = ask.take();
        if (asked == null) {
            return;
        }
        try {
            handler.apply(request(asked))
                    .onComplete((reply, failure) -> ask.answer(reply, failure == null ? null : told(failure)));
        } catch (Throwable failure) {
            ask.answer(null, told(failure));
        }
    }

    private void onMessage(Message<Object> message, Function<Q, ? extends Future<? extends JsonForm>> handler) {
        boolean json = message.body() instanceof JsonObject;
        try {
            handler.apply(request(message.body()))
                    .onComplete(
                            reply -> message.reply(json ? reply.toJson() : reply), failure -> fail(message, failure));
        } catch (Throwable failure) {
            // Errors too: whatever it is, somebody waits for an answer.
            fail(message, failure);
        }
    }

    private Q request(Object body) {
        if (type.isInstance(body)) {
            return type.cast(type.cast(body).checked());
        }
        if (body instanceof JsonObject json) {
            return read.apply(json);
        }
        throw new PkceException(Problem.invalidRequest("The address takes " + type.getSimpleName() + " or its JSON."));
    }

    private void fail(Message<Object> message, Throwable failure) {
        message.reply(told(failure));
    }

    private PkceException told(Throwable failure) {
        PkceException told = PkceException.of(failure);
        if (told.problem().kind() == Problem.Kind.INTERNAL) {
            LOG.error("{} failed", address, failure);
        }
        return told;
    }
}
