package dev.pkce.gateway;

import io.netty.channel.EventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.impl.transports.TransportInternal;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Epoll, where an event loop that serves connections accepts them too, a few each turn. A thread of its own, as Vert.x has for that,
 * accepts however far behind the loops are: thousands of connections that come at once are then registered first, and whoever was
 * connected before waits for all of that.
 */
final class FairTransport extends EpollTransport {
    // Made first, and then the one that accepts.
    private @Nullable EventLoopGroup loops;

    /** A builder with it where there is epoll, else with what Vert.x takes by itself. */
    static VertxBuilder builder() {
        VertxBuilder vertx = Vertx.builder();
        FairTransport fair = new FairTransport();
        return fair.isAvailable() ? vertx.withTransport(new TransportInternal("epoll", true, null, fair)) : vertx;
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        if (type == ACCEPTOR_EVENT_LOOP_GROUP && loops != null) {
            return loops.next();
        }
        EventLoopGroup made = super.eventLoopGroup(type, threads, factory, ioRatio);
        if (type == IO_EVENT_LOOP_GROUP) {
            loops = made;
        }
        return made;
    }
}
