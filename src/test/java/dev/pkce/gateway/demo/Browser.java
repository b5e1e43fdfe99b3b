package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A browser of its own: keeps cookies, shows redirects instead of following them. */
public final class Browser {
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new LoopbackCookies()).build();

    public HttpResponse<String> get(String url, String... headers) {
        return send(request(url, headers).build());
    }

    public HttpResponse<String> post(String url, Map<String, String> form, String... headers) {
        return send(postRequest(url, form, headers));
    }

    JsonObject getJson(String url, String... headers) {
        return new JsonObject(get(url, headers).body());
    }

    CompletableFuture<HttpResponse<String>> postAsync(String url, Map<String, String> form) {
        return http.sendAsync(postRequest(url, form), BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    static HttpRequest postRequest(String url, Map<String, String> form, String... headers) {
        return request(url, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form)))
                .build();
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static HttpRequest.Builder request(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
