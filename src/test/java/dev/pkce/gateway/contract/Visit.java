package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A program that came in through a door, and its login; every answer is heard by the transcript. */
final class Visit {
    private static final HttpClient BROWSER = HttpClient.newHttpClient();

    private final TestGateway gateway;
    private final Door door;
    private final Transcript transcript;
    private final JsonObject challenge;

    private Visit(TestGateway gateway, Door door, Transcript transcript, JsonObject challenge) {
        this.gateway = gateway;
        this.door = door;
        this.transcript = transcript;
        this.challenge = challenge;
    }

    /** Begins with a challenge. */
    static Visit of(TestGateway gateway, Door.Kind kind, Transcript transcript, @Nullable String application) {
        Door door = kind.of(gateway);
        return new Visit(
                gateway,
                door,
                transcript,
                transcript.add(told(door.challenge(application))).json("challenge"));
    }

    /** The same program's login that goes on from {@code other}. */
    Visit with(JsonObject other) {
        return new Visit(gateway, door, transcript, other);
    }

    /** Another login of the program. */
    Visit another(@Nullable String application) {
        return with(hear(door.challenge(application)).json("challenge"));
    }

    static <T> T told(Future<T> call) {
        try {
            return call.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException slow) {
            throw new IllegalStateException(slow);
        }
    }

    Door door() {
        return door;
    }

    Answer hear(Future<Answer> call) {
        return transcript.add(told(call));
    }

    String state() {
        return challenge.getString("state");
    }

    JsonObject challenge() {
        return challenge;
    }

    JsonObject seed() {
        return new JsonObject()
                .put("response_type", "code")
                .put("client_id", "client")
                .put("state", state())
                .put("nonce", challenge.getString("nonce"))
                .put("code_challenge", challenge.getString("challenge"))
                .put("code_challenge_method", "S256")
                .put("redirect_uri", gateway.callback())
                .put("scope", JsonArray.of("openid", "profile", "email", "offline_access"));
    }

    /** Seeds, without a wait. */
    Visit seeded() {
        seed(seed()).expect();
        return this;
    }

    Answer seed(JsonObject seed) {
        return hear(door.authorize(seed, null, 0));
    }

    /** Waits for the code, as long as it takes; the gateway holds the call, unless it is answered already. */
    Future<Answer> park() {
        double before = waiting();
        Future<Answer> parked = door.authorize(seed(), null, null);
        soon().until(() -> parked.isComplete() || waiting() > before);
        return parked;
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
    }

    private double waiting() {
        String metrics = get("http://127.0.0.1:" + gateway.gateway().managementPort() + "/metrics")
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("pkce_callers_waiting "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ", -1)[1]))
                .sum();
    }

    /** The code of a provider that needs no person. */
    String approved() {
        gateway.provider().autoApprove(true);
        return hear(door.authorize(seed(), null, null)).code();
    }

    /** What the provider sends the person back with, once they have signed in. */
    JsonObject person() {
        String location = hear(door.redirect(state())).expect().json().getString("location");
        // Asked by the gateway before it is asked by the person, it must not have answered at once.
        soon().until(() -> gateway.provider().recorder().at("/authorize").stream()
                .anyMatch(asked -> asked.query().all("state").contains(state())));
        get(gateway.provider().issuer() + ".well-known/openid-configuration");
        gateway.provider().autoApprove(true);
        String back = get(location).headers().firstValue("Location").orElseThrow();
        assertThat(back).startsWith(gateway.callback() + "?");
        JsonObject parameters = new JsonObject();
        for (String pair : URI.create(back).getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static HttpResponse<String> get(String url) {
        return BROWSER.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .join();
    }

    /** What a provider would send with a code of the test's own. */
    JsonObject response(String code) {
        return new JsonObject()
                .put("state", state())
                .put("code", code)
                .put("iss", gateway.provider().issuer());
    }

    Answer respond(JsonObject response) {
        return hear(door.respond(response));
    }

    JsonObject call(String code) {
        return new JsonObject()
                .put("grant_type", "authorization_code")
                .put("client_id", "client")
                .put("code", code)
                .put("redirect_uri", gateway.callback())
                .put("code_verifier", challenge.getString("verifier"));
    }

    Answer token(JsonObject call) {
        return hear(door.token(call));
    }

    /** The tokens of a sign-in that goes well. */
    JsonObject tokens() {
        return token(call(approved())).json("auth0", "oAuth", "token");
    }

    static JsonObject refresh(String member, String token) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", "client")
                .put(member, token);
    }
}
