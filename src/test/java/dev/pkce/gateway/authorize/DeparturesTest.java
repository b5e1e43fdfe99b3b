package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.PkceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    @Test
    void a_browser_that_comes_before_its_seed_has_the_store_asked_a_few_times_only() throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicInteger looks = new AtomicInteger();

        Future<String> found = Departures.soon(vertx, tries -> {
            looks.incrementAndGet();
            return Future.succeededFuture(Optional.empty());
        });

        assertThatThrownBy(() -> found.await(60, TimeUnit.SECONDS)).isInstanceOf(PkceException.class);
        assertThat(looks).hasValueLessThan(10);
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}
