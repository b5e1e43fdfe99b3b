package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.Endpoint;
import dev.pkce.gateway.api.Pkce;
import dev.pkce.gateway.api.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener by itself: what is behind it on the bus is missing, broken or silent. */
@ExtendWith(VertxExtension.class)
class BusFailureTest {
    private static final String CHALLENGE = "/pkce/challenge";
    private static final String CANARY = "canary-0f6d21";

    private static final ChallengedPkce MADE =
            new ChallengedPkce("state", "nonce", "challenge", new Secret("verifier"));

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger port = new AtomicInteger();
    private Vertx vertx;

    @BeforeEach
    void listen(Vertx vertx) throws Exception {
        this.vertx = vertx;
        HttpConfig config = new HttpConfig("127.0.0.1", 0, null, List.of(), List.of());
        vertx.deployVerticle(
                        HttpVerticle.instances(
                                () -> config,
                                Logins.of(Binding.NONE, Duration.ofMinutes(1)),
                                port::set,
                                new Counting(Shares.local(), new SimpleMeterRegistry()),
                                () -> false),
                        new DeploymentOptions())
                .await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "R7: {0}, behind which nobody is, is 503 at once, and what is there goes on")
    @ValueSource(strings = {"GET /pkce/code?state=a", "GET /pkce/authorize?state=a", "POST /pkce/clear"})
    void nobody_there(String call) throws Exception {
        answer(request -> Future.succeededFuture(Pkce.of(MADE)));
        String[] parts = call.split(" ", -1);

        CompletableFuture<HttpResponse<String>> answered = send(parts[0], parts[1]);

        assertThat(answered).succeedsWithin(Duration.ofSeconds(2));
        expect(answered.join(), 503, "temporarily_unavailable");
        assertThat(answered.join().headers().firstValue("Retry-After")).contains("5");
        assertThat(challenge().statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("R8: a handler that throws is 500, told to the log alone")
    void throwing() throws Exception {
        answer(request -> {
            throw new IllegalStateException(CANARY);
        });

        assertInternal();
    }

    @Test
    @DisplayName("R8: so is one that finds the JVM at its wits' end")
    void overflowing() throws Exception {
        answer(request -> {
            throw new StackOverflowError(CANARY);
        });

        assertInternal();
    }

    @Test
    @DisplayName("R8: so is one that fails, with whatever it likes")
    void failing() throws Exception {
        answer(request -> Future.failedFuture(new LinkageError(CANARY)));

        assertInternal();
    }

    private void assertInternal() {
        try (LogCapture logs = new LogCapture()) {
            HttpResponse<String> answer = challenge();

            expect(answer, 500, "server_error");
            assertThat(answer.body()).doesNotContain(CANARY, "Exception", "Error\"");
            assertThat(logs.text()).contains(CANARY);
        }
    }

    @Test
    @DisplayName("R8: one that never replies is 504 when the bus gives up on it")
    void silent() {
        // A message that finds no room is given up at once, with the failure of one whose time is over.
        vertx.eventBus()
                .consumer(new MessageConsumerOptions()
                        .setAddress(Addresses.CHALLENGE)
                        .setLocalOnly(true)
                        .setMaxBufferedMessages(1))
                .pause()
                .handler(message -> {});
        vertx.eventBus().send(Addresses.CHALLENGE, "the one that there is room for");

        expect(challenge(), 504, "temporarily_unavailable");
    }

    private void answer(Function<ChallengeRequest, Future<Pkce>> handler) throws Exception {
        new Endpoint<>(Addresses.CHALLENGE, ChallengeRequest.class, ChallengeRequest::fromJson)
                .answer(vertx, handler)
                .await(5, TimeUnit.SECONDS);
    }

    private static void expect(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(new JsonObject(answer.body()).getString("error")).isEqualTo(error);
    }

    private HttpResponse<String> challenge() {
        return send("GET", CHALLENGE).join();
    }

    private CompletableFuture<HttpResponse<String>> send(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }
}
