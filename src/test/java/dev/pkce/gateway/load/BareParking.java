package dev.pkce.gateway.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** What any server on Vert.x takes for callers that wait: it reads what they send, and answers none of them. */
public final class BareParking {
    private BareParking() {}

    /** Serves on the port that is the first argument; only who comes with {@code GET} is answered. */
    public static void main(String[] arguments) {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        List<HttpServerRequest> parked = new ArrayList<>();
        vertx.createHttpServer(options())
                .requestHandler(request -> {
                    if (request.method().equals(HttpMethod.GET)) {
                        request.response().end("up");
                    } else {
                        request.body().onSuccess(body -> parked.add(request));
                    }
                })
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .await();
    }

    /** What of the gateway's a connection has to do with. */
    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(4096);
    }
}
