package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The way out: bounded in connections, callers, time and bytes; follows no redirect and tries nothing twice. The plain
 * HTTP client, because a WebClient cannot cut off an answer that does not end.
 */
public final class ProviderClient {
    private static final int MAX_BODY = 1 << 20;
    private static final int CONNECT_MILLIS = 3_000;
    private static final long TOTAL_SECONDS = 10;

    private final HttpClient client;

    /** A client that closes with the verticle that makes it. */
    public ProviderClient(Vertx vertx) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeepAliveTimeout(30)
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(8 * 1024);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(128).setMaxWaitQueueSize(2_000);
        this.client = vertx.createHttpClient(options, pool);
    }

    /** GETs {@code url}, which must come from configuration, discovery and {@link Parameters} alone. */
    public Future<ProviderReply> get(String url, String accept) {
        return send(HttpMethod.GET, url, Map.of("Accept", accept), null);
    }

    /** POSTs a form. */
    public Future<ProviderReply> post(String url, Map<String, String> form, @Nullable String authorization) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        return send(HttpMethod.POST, url, headers, Buffer.buffer(Parameters.form(form)));
    }

    private Future<ProviderReply> send(
            HttpMethod method, String url, Map<String, String> headers, @Nullable Buffer body) {
        return client.request(options(method, URI.create(url), headers))
                .compose(request -> exchange(request, body))
                .recover(failure -> Future.failedFuture(new PkceException(problem(failure))));
    }

    private static RequestOptions options(HttpMethod method, URI uri, Map<String, String> headers) {
        boolean tls = "https".equals(uri.getScheme());
        String query = uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setSsl(tls)
                .setHost(uri.getHost())
                .setPort(uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80)
                .setURI(query == null ? path : path + "?" + query)
                // Of a request, unlike of a client, this counts the wait for a free connection too.
                .setConnectTimeout(TimeUnit.SECONDS.toMillis(TOTAL_SECONDS));
        headers.forEach(options::putHeader);
        return options;
    }

    private static Future<ProviderReply> exchange(HttpClientRequest request, @Nullable Buffer body) {
        Future<HttpClientResponse> sent = body == null ? request.send() : request.send(body);
        return sent.compose(response -> read(response)
                        .map(bytes -> new ProviderReply(response.statusCode(), response.headers(), bytes.toString())))
                .timeout(TOTAL_SECONDS, TimeUnit.SECONDS)
                .onFailure(failure -> request.reset());
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_BODY) {
                whole.tryFail(new PkceException(
                        Problem.providerFailed("The identity provider's answer is larger than 1 MiB.")));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof PkceException known) {
            return known.problem();
        }
        if (failure instanceof ConnectionPoolTooBusyException) {
            return Problem.unavailable("Too many calls to the identity provider are under way.");
        }
        boolean slow = failure instanceof TimeoutException || failure instanceof ConnectTimeoutException;
        return slow ? Problem.providerTimeout() : Problem.providerFailed("The identity provider cannot be reached.");
    }
}
