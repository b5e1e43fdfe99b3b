package dev.pkce.gateway.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;

/** What a line is for. All is called on the line's event loop. */
interface Purpose {
    /** Makes a connection ready; without this it is none. */
    Future<?> begin(RedisConnection connection);

    /** Sees whether the connection is of use, from time to time. */
    Future<?> check(RedisConnection connection);

    /** It is of use. */
    default void well() {}

    /** It is of no use, at least at the moment. */
    default void unwell(Fault fault) {}
}
