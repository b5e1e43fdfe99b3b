package dev.pkce.gateway.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;

/** What a line is for. All is called on the line's event loop. */
interface Purpose {
    /** Makes a connection ready; without this it is none. */
    Future<?> begin(RedisConnection connection);

    /** What is sent from time to time to see whether the connection is of use. */
    Request heartbeat();

    /** It is of use. */
    default void well() {}

    /** It is of no use, at least at the moment. */
    default void unwell(Fault fault) {}
}
