package dev.pkce.gateway.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.function.Consumer;

/** A line that hears what is published on one channel. */
final class Listening implements Purpose {
    private final String channel;
    private final Consumer<Buffer> hearer;
    private volatile Promise<Void> sign = Promise.promise();

    Listening(String channel, Consumer<Buffer> hearer) {
        this.channel = channel;
        this.hearer = hearer;
    }

    @Override
    public Future<?> begin(RedisConnection connection) {
        Promise<Void> subscribed = Promise.promise();
        connection.handler(news -> hear(news, subscribed));
        connection.send(Request.cmd(Command.SUBSCRIBE).arg(channel)).onFailure(subscribed::tryFail);
        return subscribed.future();
    }

    private void hear(Response news, Promise<Void> subscribed) {
        sign.tryComplete();
        boolean published = news.type() == ResponseType.PUSH || news.type() == ResponseType.MULTI;
        switch (published && news.size() >= 3 ? String.valueOf(news.get(0)) : "") {
            case "subscribe" -> subscribed.tryComplete();
            case "message" -> hearer.accept(news.get(2).toBuffer());
            default -> {}
        }
    }

    /** Any sign of life will do: the client takes what is published for the reply where it comes first. */
    @Override
    public Future<?> check(RedisConnection connection) {
        Promise<Void> next = Promise.promise();
        sign = next;
        connection
                .send(Request.cmd(Command.PING))
                .onSuccess(pong -> next.tryComplete())
                .onFailure(next::tryFail);
        return next.future();
    }
}
