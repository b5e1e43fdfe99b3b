package dev.pkce.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientSession;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** One whole login against a gateway, as a program and a person's browser do it together, told step by step. */
public final class DemoFlow {
    private static final int SHOWN = 8;

    private final WebClient program;
    private final WebClientSession browser;
    private final String gateway;
    private final String clientId;
    private final PrintWriter out;

    /** A login of {@code clientId} at the gateway of that URL, told to {@code out}. */
    public DemoFlow(Vertx vertx, String gateway, String clientId, PrintWriter out) {
        this.program = WebClient.create(vertx);
        this.browser = WebClientSession.create(WebClient.create(vertx));
        this.gateway = gateway;
        this.clientId = clientId;
        this.out = out;
    }

    /** Signs in; fails with the first step that does. */
    public Future<Void> run() {
        return step("challenge", "state, nonce and S256 challenge made", this::challenge)
                .compose(challenge -> login(challenge.getJsonObject("challenge")))
                .mapEmpty();
    }

    private Future<JsonObject> login(JsonObject challenge) {
        // The program asks and is parked; meanwhile the person signs in.
        Future<JsonObject> parked = code(challenge);
        String state = challenge.getString("state");
        return step("seed", "asked the provider, which wants a person", () -> parkedSoon(challenge))
                .compose(v -> step("browser", "the person follows /pkce/authorize and signs in", () -> signIn(state)))
                .compose(v -> step("code", "the parked call is answered", () -> parked))
                .compose(answer ->
                        step("token", "the code and the verifier are redeemed", () -> token(answer, challenge)))
                .onSuccess(this::show);
    }

    private Future<JsonObject> challenge() {
        return program.getAbs(gateway + "/pkce/challenge")
                .as(BodyCodec.jsonObject())
                .send()
                .map(HttpResponse::body);
    }

    private Future<JsonObject> code(JsonObject challenge) {
        return program.postAbs(gateway + "/pkce/code")
                .as(BodyCodec.jsonObject())
                .sendJsonObject(seed(challenge))
                .map(HttpResponse::body);
    }

    /** The same seed again joins the flow; not waiting, it comes back once the flow is there. */
    private Future<JsonObject> parkedSoon(JsonObject challenge) {
        return program.postAbs(gateway + "/pkce/code")
                .putHeader("Prefer", "respond-async")
                .as(BodyCodec.jsonObject())
                .sendJsonObject(seed(challenge))
                .map(HttpResponse::body);
    }

    private Future<String> signIn(String state) {
        return browser.getAbs(gateway + "/pkce/authorize?state=" + state)
                .putHeader("Accept", "text/html")
                .send()
                .compose(page -> submit(Jsoup.parse(page.bodyAsString()), page))
                .map(HttpResponse::bodyAsString);
    }

    private Future<HttpResponse<io.vertx.core.buffer.Buffer>> submit(Element page, HttpResponse<?> from) {
        Element form = page.selectFirst("form");
        if (form == null) {
            return Future.failedFuture("The provider shows no login form");
        }
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        form.select("input[name]").forEach(input -> fields.set(input.attr("name"), input.attr("value")));
        fields.set("username", "ada").set("action", "approve");
        URI shown =
                URI.create(from.followedRedirects().get(from.followedRedirects().size() - 1));
        return browser.postAbs(shown.resolve(form.attr("action")).toString())
                .putHeader("Accept", "text/html")
                .sendForm(fields);
    }

    private Future<JsonObject> token(JsonObject answer, JsonObject challenge) {
        JsonObject request = new JsonObject()
                .put("grant_type", "authorization_code")
                .put("client_id", clientId)
                .put("code", answer.getJsonObject("result").getString("code"))
                .put("redirect_uri", gateway + "/pkce/response/code")
                .put("code_verifier", challenge.getString("verifier"));
        return program.postAbs(gateway + "/pkce/token")
                .as(BodyCodec.jsonObject())
                .sendJsonObject(request)
                .map(HttpResponse::body);
    }

    private JsonObject seed(JsonObject challenge) {
        return new JsonObject()
                .put("response_type", "code")
                .put("client_id", clientId)
                .put("state", challenge.getString("state"))
                .put("nonce", challenge.getString("nonce"))
                .put("code_challenge", challenge.getString("challenge"))
                .put("code_challenge_method", "S256")
                .put("scope", new JsonArray().add("openid").add("profile").add("email"));
    }

    private <T> Future<T> step(String name, String what, Supplier<Future<T>> call) {
        long began = System.nanoTime();
        return call.get().onSuccess(done -> {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            out.printf("%-10s %5d ms  %s%n", name, millis, what);
            out.flush();
        });
    }

    private void show(JsonObject answer) {
        JsonObject token = answer.getJsonObject("auth0").getJsonObject("oAuth").getJsonObject("token");
        String claims = new String(
                Base64.getUrlDecoder().decode(token.getString("id_token").split("\\.", -1)[1]), StandardCharsets.UTF_8);
        out.printf("%naccess_token  %s%n", shortened(token.getString("access_token")));
        out.printf("expires_in    %d s%n", token.getInteger("expires_in"));
        out.printf("id_token      %s%n%n", new JsonObject(claims).encodePrettily());
    }

    private static String shortened(String secret) {
        return secret.substring(0, SHOWN) + "…";
    }

    /** What to type to do the same by hand. */
    public static String byHand(String gateway, String clientId) {
        return """
                In a browser: %1$s/

                By hand. The words in capitals stand for values of the first answer, CODE for one of the second;
                the second line waits until somebody has signed in at the third:
                  curl -s %1$s/pkce/challenge
                  curl -s %1$s/pkce/code -H 'Content-Type: application/json' -d '{"response_type":"code","client_id":"%2$s","scope":["openid"],"code_challenge_method":"S256","state":"STATE","nonce":"NONCE","code_challenge":"CHALLENGE"}'
                  open in a browser: %1$s/pkce/authorize?state=STATE
                  curl -s %1$s/pkce/token -H 'Content-Type: application/json' -d '{"grant_type":"authorization_code","client_id":"%2$s","code":"CODE","redirect_uri":"%1$s/pkce/response/code","code_verifier":"VERIFIER"}'
                Serving; Ctrl-C stops.
                """.formatted(gateway, clientId);
    }
}
