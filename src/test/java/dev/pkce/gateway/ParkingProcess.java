package dev.pkce.gateway;

import dev.pkce.gateway.flow.S256;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Many callers in a process of their own, for one process has not the descriptors for both ends of each connection. */
final class ParkingProcess {
    private ParkingProcess() {}

    /** Waits at the gateway {@code args[0]} for {@code args[1]} codes; exits with 0 if each caller got its own. */
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[1]);
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(size));
        List<Future<Boolean>> callers = IntStream.range(0, size)
                .mapToObj(i -> caller(client, args[0], i))
                .toList();
        Future.all(callers).await(150, TimeUnit.SECONDS);
        long right = callers.stream().filter(Future::result).count();
        System.out.printf("%d of %d callers got their own code%n", right, size);
        vertx.close().await(20, TimeUnit.SECONDS);
        System.exit(right == size ? 0 : 1);
    }

    /** The state of the caller with this number. */
    static String state(int i) {
        return "state-of-a-parked-caller-" + i;
    }

    /** The code that it is to get. */
    static String code(int i) {
        return "code-" + i;
    }

    private static Future<Boolean> caller(HttpClient client, String url, int i) {
        JsonObject expected = new JsonObject().put("code", code(i)).put("state", state(i));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url + "/pkce/code")
                .putHeader("Content-Type", "application/json");
        return client.request(options)
                .compose(request -> request.send(seed(i)))
                .compose(HttpClientResponse::body)
                .map(body -> expected.equals(new JsonObject(body).getJsonObject("result")));
    }

    private static Buffer seed(int i) {
        return new JsonObject()
                .put("response_type", "code")
                .put("client_id", Login.CLIENT)
                .put("state", state(i))
                .put("nonce", state(i))
                .put("code_challenge", S256.of("verifier of " + i))
                .put("code_challenge_method", "S256")
                .put("scope", new JsonArray().add("openid"))
                .toBuffer();
    }
}
