package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The pages in a real browser; the steps are in {@code src/test/node}, the pictures in {@code target/screenshots}. Where
 * there is no Chromium the test is skipped, but fails on a build server ({@code CI=true}).
 */
@ExtendWith(GatewayExtension.class)
class ChromiumIT {
    private static final String NEEDED = "Needs Chromium on the PATH";
    private static final String START = "https://app.example/start";

    @Test
    @DisplayName("J7, J8, K6, K7, K11, K14: people sign in with a browser, and pages elsewhere get nowhere")
    void people_sign_in_with_a_browser(TestGateways gateways) throws Exception {
        HttpServer application = application();
        String origin = "http://localhost:" + application.getAddress().getPort();
        JsonObject places = new JsonObject()
                .put("executable", chromium())
                .put(
                        "screenshots",
                        Path.of("target/screenshots").toAbsolutePath().toString())
                .put("start", START)
                .put("app", origin)
                .put(
                        "plain",
                        gateways.start(config -> http(config).put("start-url", START))
                                .url())
                .put(
                        "confirm",
                        gateways.start(config -> binding(config, "confirm")).url())
                .put("cookie", gateways.start(config -> cookies(config, origin)).url());

        try {
            Node.run("chromium.mjs", places.encode());
        } finally {
            application.stop(0);
        }
    }

    /** An application whose pages start a sign-in: an empty page is enough. */
    private static HttpServer application() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static JsonObject http(JsonObject config) {
        return config.getJsonObject("http");
    }

    private static void binding(JsonObject config, String binding) {
        config.getJsonObject("flows").put("binding", binding);
    }

    private static void cookies(JsonObject config, String origin) {
        binding(config, "cookie");
        http(config).put("allowed-origins", new JsonArray().add(origin));
    }

    static String chromium() {
        Optional<Path> found = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(found).as(NEEDED).isPresent();
        }
        assumeTrue(found.isPresent(), NEEDED);
        return found.orElseThrow().toString();
    }
}
