package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pkce.gateway.api.Binding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ListenTest {
    @Test
    void it_does_not_start_while_somebody_else_has_the_other_loopback_address(Vertx vertx) throws Exception {
        InetAddress other = InetAddress.getAllByName("::1")[0];
        assumeTrue(NetworkInterface.getByInetAddress(other) != null, "this machine has no ::1");
        try (ServerSocket squatter = new ServerSocket(0, 1, other)) {
            HttpConfig config = new HttpConfig("localhost", squatter.getLocalPort(), null, List.of(), List.of());

            assertThatThrownBy(() -> vertx.deployVerticle(
                                    HttpVerticle.instances(
                                            () -> config,
                                            Logins.of(Binding.NONE, Duration.ofMinutes(1)),
                                            port -> {},
                                            new Counting(Shares.local(), new SimpleMeterRegistry()),
                                            () -> false),
                                    new DeploymentOptions())
                            .await(10, TimeUnit.SECONDS))
                    .isInstanceOf(BindException.class);
        }
    }
}
