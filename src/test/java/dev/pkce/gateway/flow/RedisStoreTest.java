package dev.pkce.gateway.flow;

import dev.pkce.gateway.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Flows in a Redis that two nodes share. */
class RedisStoreTest extends StoreContract {
    private static volatile FlowConfig config = config(TTL, 1_000);
    private static RedisServer server;
    private static RedisNodes nodes;
    private static List<StoreNode> both;

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start();
        nodes = new RedisNodes(server, Duration.ofSeconds(10), () -> config);
        both = List.of(nodes.start(), nodes.start());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            nodes.close();
            server.close();
        }
    }

    @Override
    void limit(FlowConfig limits) {
        config = limits;
    }

    @Override
    List<StoreNode> nodes() {
        try {
            server.command("FLUSHALL");
        } catch (IOException down) {
            throw new UncheckedIOException(down);
        }
        return both;
    }
}
