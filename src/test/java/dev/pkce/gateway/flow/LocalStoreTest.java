package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Flows in the process. */
class LocalStoreTest extends StoreContract {
    private final Vertx vertx = Vertx.vertx();
    private volatile FlowConfig config = config(TTL, 1_000);

    @Override
    void limit(FlowConfig limits) {
        config = limits;
    }

    @Override
    List<StoreNode> nodes() {
        StoreNode node = new StoreNode(vertx, new FlowStore(vertx, Terms.of(() -> config)));
        return List.of(node, node);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}
