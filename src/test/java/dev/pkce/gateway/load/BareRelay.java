package dev.pkce.gateway.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;

/** What any program takes to pass the two calls of a login on to a provider: it looks at nothing in them. */
public final class BareRelay {
    private final WebClient client;
    private final String issuer;

    private BareRelay(WebClient client, String issuer) {
        this.client = client;
        this.issuer = issuer;
    }

    /** Serves on the port that is the first argument; the second is the issuer. */
    public static void main(String[] arguments) {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        WebClient client = WebClient.create(
                vertx,
                new WebClientOptions().setFollowRedirects(false).setUserAgentEnabled(false),
                new PoolOptions().setHttp1MaxSize(200));
        BareRelay relay = new BareRelay(client, arguments[1]);
        vertx.createHttpServer()
                .requestHandler(relay::onRequest)
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1")
                .await();
    }

    private void onRequest(HttpServerRequest request) {
        switch (request.path()) {
            case "/authorize" ->
                client.getAbs(issuer + "authorize?" + request.query())
                        .send()
                        .onSuccess(answer -> pass(request, answer))
                        .onFailure(failure -> fail(request));
            case "/token" -> request.body().onSuccess(form -> token(request, form));
            default -> request.response().end("up");
        }
    }

    private void token(HttpServerRequest request, Buffer form) {
        client.postAbs(issuer + "oauth/token")
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .sendBuffer(form)
                .onSuccess(answer -> pass(request, answer))
                .onFailure(failure -> fail(request));
    }

    private static void pass(HttpServerRequest request, HttpResponse<Buffer> answer) {
        String location = answer.getHeader("Location");
        if (location != null) {
            request.response().putHeader("Location", location);
        }
        Buffer body = answer.body();
        request.response().setStatusCode(answer.statusCode()).end(body == null ? Buffer.buffer() : body);
    }

    private static void fail(HttpServerRequest request) {
        request.response().setStatusCode(502).end();
    }
}
