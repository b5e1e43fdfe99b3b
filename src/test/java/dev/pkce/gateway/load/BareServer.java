package dev.pkce.gateway.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;

/** What any server on Vert.x takes to start: one that says the same to everybody. */
public final class BareServer {
    private BareServer() {}

    /** Serves on the port that is the first argument; whoever asks for {@code /end} ends it. */
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        JsonObject answer = new JsonObject().put("status", "up");
        vertx.createHttpServer()
                .requestHandler(request -> {
                    request.response()
                            .putHeader("Content-Type", "application/json")
                            .end(answer.toBuffer());
                    if (request.path().equals("/end")) {
                        vertx.close().onComplete(closed -> System.exit(0));
                    }
                })
                .listen(Integer.parseInt(arguments[0]), "localhost")
                .await();
    }
}
