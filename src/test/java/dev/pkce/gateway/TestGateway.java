package dev.pkce.gateway;

import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A running gateway as a program sees it: calls over HTTP, none of which follows a redirect. */
public final class TestGateway {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final @Nullable Vertx vertx;
    private final @Nullable GatewayVerticle gateway;
    private final String url;
    private final String listener;
    private final DevelopmentProvider provider;

    TestGateway(Vertx vertx, GatewayVerticle gateway, DevelopmentProvider provider) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.url = gateway.url();
        this.listener = "http://localhost:" + gateway.port();
        this.provider = provider;
    }

    /** A gateway that runs elsewhere. */
    TestGateway(String url, DevelopmentProvider provider) {
        this.vertx = null;
        this.gateway = null;
        this.url = url;
        this.listener = url;
        this.provider = provider;
    }

    public Vertx vertx() {
        return Objects.requireNonNull(vertx);
    }

    public GatewayVerticle gateway() {
        return Objects.requireNonNull(gateway);
    }

    public DevelopmentProvider provider() {
        return provider;
    }

    public String url() {
        return url;
    }

    public String callback() {
        return url() + "/pkce/response/code";
    }

    /** Where the person goes who is to sign in. */
    public String authorizeUrl(String state) {
        return url() + "/pkce/authorize?state=" + Forms.encode(state);
    }

    public Reply get(String path, String... headers) {
        return send("GET", path, "", headers).join();
    }

    public CompletableFuture<Reply> getAsync(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public Reply post(String path, String... headers) {
        return send("POST", path, "", headers).join();
    }

    public Reply postJson(String path, Object json, String... headers) {
        return postJsonAsync(path, json, headers).join();
    }

    public CompletableFuture<Reply> postJsonAsync(String path, Object json, String... headers) {
        return postAsync(path, "application/json", json.toString(), headers);
    }

    public Reply postForm(String path, Map<String, String> form, String... headers) {
        return postFormAsync(path, form, headers).join();
    }

    public CompletableFuture<Reply> postFormAsync(String path, Map<String, String> form, String... headers) {
        return postAsync(path, "application/x-www-form-urlencoded", Forms.encode(form), headers);
    }

    /** A body of any type, as it is. */
    public CompletableFuture<Reply> postAsync(String path, String type, String body, String... headers) {
        return send("POST", path, body, Forms.with(headers, "Content-Type", type));
    }

    /** The same with bytes that may be no text at all. */
    public Reply postBytes(String path, String type, byte[] body, String... headers) {
        return send("POST", path, BodyPublishers.ofByteArray(body), Forms.with(headers, "Content-Type", type))
                .join();
    }

    public CompletableFuture<Reply> send(String method, String path, String body, String... headers) {
        return send(method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), headers);
    }

    private CompletableFuture<Reply> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(listener + path))
                .timeout(LONGEST)
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString())
                .thenApply(Reply::of)
                .thenApply(reply -> described(method, path, reply));
    }

    /** Whatever a test is about, no answer may differ from what is published of it. */
    private static Reply described(String method, String path, Reply reply) {
        PublishedContract.SHIPPED.check(method, path, reply);
        return reply;
    }

    /** A login that begins with a challenge of this gateway. */
    public Login login() {
        return Login.begin(this);
    }
}
