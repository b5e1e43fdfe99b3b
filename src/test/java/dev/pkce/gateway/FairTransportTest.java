package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FairTransportTest {
    private static final int LOOPS = 2;
    private static final long SECONDS = 30;

    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = FairTransport.builder()
                .with(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(LOOPS))
                .build();
        assumeTrue(new FairTransport().isAvailable(), "only Linux has epoll");
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("connections are accepted by an event loop that serves some")
    void an_event_loop_accepts() {
        EventLoopGroup accepts = ((VertxInternal) vertx).acceptorEventLoopGroup();
        List<EventLoop> serve = StreamSupport.stream(
                        ((VertxInternal) vertx).nettyEventLoopGroup().spliterator(), false)
                .map(EventLoop.class::cast)
                .toList();

        assertThat(vertx.isNativeTransportEnabled()).isTrue();
        assertThat(serve).hasSize(LOOPS).contains(accepts.next());
        assertThat(accepts).hasSize(1);
    }

    @Test
    @DisplayName("connections are spread over all event loops, and each is answered")
    void all_event_loops_serve() throws Exception {
        Set<EventLoop> served = ConcurrentHashMap.newKeySet();
        int port = listen(served);

        List<Future<Buffer>> answers =
                IntStream.range(0, 20).mapToObj(i -> ask(port)).toList();
        Future.all(answers).await(SECONDS, TimeUnit.SECONDS);

        assertThat(answers).allSatisfy(answer -> assertThat(answer.result()).hasToString("here"));
        assertThat(served).hasSize(LOOPS);
    }

    /** On one port, from each event loop. */
    private int listen(Set<EventLoop> served) throws Exception {
        int port = FreePort.next();
        for (int i = 0; i < LOOPS; i++) {
            Promise<NetServer> bound = Promise.promise();
            ((VertxInternal) vertx)
                    .createEventLoopContext()
                    .runOnContext(
                            turn -> server(served).listen(port, "127.0.0.1").onComplete(bound));
            bound.future().await(SECONDS, TimeUnit.SECONDS);
        }
        return port;
    }

    private NetServer server(Set<EventLoop> served) {
        return vertx.createNetServer().connectHandler(socket -> {
            served.add(((ContextInternal) Vertx.currentContext()).nettyEventLoop());
            socket.end(Buffer.buffer("here"));
        });
    }

    private Future<Buffer> ask(int port) {
        Promise<Buffer> answer = Promise.promise();
        return vertx.createNetClient()
                .connect(port, "127.0.0.1")
                .onSuccess(socket -> socket.handler(answer::tryComplete))
                .compose(socket -> answer.future());
    }
}
