package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith({GatewayExtension.class, VertxExtension.class})
class ProxyIT {
    @Test
    @DisplayName("G17: a proxy that the environment and system properties name sees nothing of a login")
    void no_proxy_is_used(Vertx vertx, DevelopmentProvider provider, @TempDir Path directory) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        int port = vertx.createNetServer()
                .connectHandler(socket -> connections.incrementAndGet())
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();
        Path config = Files.writeString(
                directory.resolve("gateway.yaml"),
                "http: {port: 0}%nproviders: [{issuer: \"%s\"}]%n".formatted(provider.issuer()));

        try (GatewayProcess process = GatewayProcess.run(GatewayProcess.ownJdk(), config, proxied(port))) {
            new TestGateway(process.url(), provider).login().whole();
            process.terminate();
            assertThat(process.exit(Duration.ofSeconds(10))).isZero();
        }

        assertThat(connections).hasValue(0);
    }

    private static Map<String, String> proxied(int port) {
        Map<String, String> environment = new HashMap<>();
        for (String name : List.of("http_proxy", "https_proxy", "all_proxy")) {
            environment.put(name, "http://127.0.0.1:" + port);
            environment.put(name.toUpperCase(Locale.ROOT), "http://127.0.0.1:" + port);
        }
        environment.put("no_proxy", "");
        environment.put("NO_PROXY", "");
        environment.put(
                "JAVA_TOOL_OPTIONS",
                "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=%1$d -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%1$d -Dhttp.nonProxyHosts="
                        .formatted(port));
        return environment;
    }
}
