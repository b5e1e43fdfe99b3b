package dev.pkce.gateway.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;

/** A line that hears what is published on one channel. */
final class Listening implements Purpose {
    private final String channel;
    private final Consumer<Buffer> hearer;

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
        if (news.size() < 3) {
            return;
        }
        switch (String.valueOf(news.get(0))) {
            case "subscribe" -> subscribed.tryComplete();
            case "message" -> hearer.accept(news.get(2).toBuffer());
            default -> {}
        }
    }

    @Override
    public Request heartbeat() {
        return Request.cmd(Command.PING);
    }
}
