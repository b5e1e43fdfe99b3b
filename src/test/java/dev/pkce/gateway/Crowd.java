package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceGateway;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Many logins at once, each with a caller on a connection of its own who waits for its code. They use the client of
 * Vert.x, for the JDK's looks at every connection each time that one of them is heard of.
 */
public final class Crowd {
    /** One of them. */
    public record Member(Login login, CompletableFuture<Reply> caller) {}

    private final TestGateway gateway;
    private final HttpClient client;
    private final AtomicInteger seeded = new AtomicInteger();

    private Crowd(TestGateway gateway, int size) {
        this.gateway = gateway;
        this.client =
                gateway.vertx().createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(size));
    }

    /** {@code size} callers, all of whom the gateway holds by now. */
    public static List<Member> park(TestGateway gateway, int size) throws TimeoutException {
        return park(gateway, size, (login, i) -> login.seed());
    }

    /** The same with a seed for each, by its number. */
    public static List<Member> park(TestGateway gateway, int size, BiFunction<Login, Integer, JsonObject> seed)
            throws TimeoutException {
        Crowd crowd = new Crowd(gateway, size);
        PkceGateway.on(gateway.vertx()).events(crowd::count).await(10, TimeUnit.SECONDS);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Login login = gateway.login();
            members.add(new Member(login, crowd.call(seed.apply(login, i))));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> crowd.seeded.get() >= size);
        return members;
    }

    private void count(FlowEvent event) {
        if (event.type() == FlowEvent.Type.SEEDED) {
            seeded.incrementAndGet();
        }
    }

    private CompletableFuture<Reply> call(JsonObject seed) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(gateway.url() + "/pkce/code")
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> request.send(seed.toBuffer()))
                .compose(Crowd::reply)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static Future<Reply> reply(HttpClientResponse response) {
        Map<String, List<String>> headers = new HashMap<>();
        response.headers()
                .names()
                .forEach(name -> headers.put(name, response.headers().getAll(name)));
        return response.body()
                .map(body ->
                        new Reply(response.statusCode(), HttpHeaders.of(headers, (n, v) -> true), body.toString()));
    }
}
