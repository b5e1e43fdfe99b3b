package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out to one provider: bounded in connections, callers, time and bytes; follows no redirect, inflates nothing and
 * sends nothing twice. The plain HTTP client, because a WebClient cannot cut off an answer that does not end.
 */
final class ProviderClient {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderClient.class);
    private static final int MAX_BODY = 1 << 20;
    // Shorter than what servers usually allow: a call on a connection that they are closing is a call lost.
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final String name;
    private final Connection connection;
    private final Gate gate;
    private final Dialer dialer;
    private final ClockSkew skew;
    private final CallMeters meters;
    private final Pools pools;

    /** A client whose connections close with the verticle that makes it, if not before. */
    ProviderClient(Vertx vertx, Provider provider, MeterRegistry registry) {
        this.name = provider.name();
        this.connection = provider.server().connection();
        this.meters = new CallMeters(registry, name);
        this.gate = new Gate(vertx, name, connection.underWay(), meters);
        this.dialer = new Dialer(vertx);
        this.skew = new ClockSkew(name);
        this.pools = new Pools(() -> client(vertx, connection));
    }

    private static HttpClient client(Vertx vertx, Connection connection) {
        HttpClientOptions options = new HttpClientOptions()
                // Shared with nobody: a verticle keeps hold of all others of its clients that were closed (Vert.x 5.0).
                .setShared(true)
                .setName(UUID.randomUUID().toString())
                .setConnectTimeout((int) connection.connectTimeout().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxHeaderSize(32 * 1024)
                .setMaxInitialLineLength(8 * 1024)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        if (connection.authorities() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(connection.authorities())));
        }
        // The gate bounds how many wait.
        return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connection.pool()));
    }

    /** Whether {@code leg} is not called, as calls of it have failed. */
    boolean shut(Leg leg) {
        return gate.shut(leg);
    }

    /** What the provider answers to {@code call}; fails with a {@link PkceException}. */
    Future<ProviderReply> send(Call call) {
        long began = System.nanoTime();
        return gate.pass(call.leg(), () -> attempt(call).onSuccess(reply -> skew.observe(reply.headers())))
                .recover(failure -> Future.failedFuture(told(failure)))
                .onComplete(ended -> meters.ended(call.leg(), began, ended));
    }

    /** Has the registry tell of it. */
    void bind() {
        meters.bind();
    }

    /** Closes the connections once the calls under way are done. */
    void retire() {
        pools.retire();
    }

    /** The same whatever happened before; fails with what really went wrong, which callers are not to know. */
    Future<ProviderReply> attempt(Call call) {
        HttpClient client = pools.take(call.leg());
        return Future.succeededFuture().compose(go -> attempt(call, client)).onComplete(told -> pools.release());
    }

    private Future<ProviderReply> attempt(Call call, HttpClient client) {
        long began = System.nanoTime();
        LongAdder waiting = meters.waiting(call.leg());
        waiting.increment();
        Future<HttpClientRequest> dialed =
                dialer.dial(client, options(call)).onComplete(connected -> waiting.decrement());
        return dialed.timeout(patience(), TimeUnit.MILLISECONDS)
                // One that comes too late must not keep its connection from others.
                .onFailure(tooLate -> dialed.onSuccess(HttpClientRequest::reset))
                .compose(request -> exchange(request, call, connection.timeout().minusNanos(System.nanoTime() - began)))
                .onFailure(failure -> report(call.leg(), failure));
    }

    /** By the kind of the failure only: the message of a strange one may hold anything. */
    private void report(Leg leg, Throwable failure) {
        // Discovery reports for itself.
        if (leg != Leg.DISCOVERY) {
            String kind = failure instanceof PkceException told
                    ? told.problem().detail()
                    : failure.getClass().getSimpleName();
            LOG.warn("Provider {} gave no answer ({}): {}", name, leg, kind);
        }
    }

    /** How long a connection is worth waiting for, in ms: what is sent with no time left to answer is lost. */
    private long patience() {
        return connection.timeout().toMillis() * 3 / 4;
    }

    private RequestOptions options(Call call) {
        URI uri = URI.create(call.url());
        boolean tls = "https".equals(uri.getScheme());
        String query = uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        RequestOptions options = new RequestOptions()
                .setTraceOperation(name + " " + call.leg())
                .setMethod(call.method())
                .setSsl(tls)
                .setHost(uri.getHost())
                .setPort(uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80)
                .setURI(query == null ? path : path + "?" + query)
                // Of a request, unlike of a client, this counts the wait for a free connection too.
                .setConnectTimeout(patience());
        // Without it a server may compress (RFC 9110 section 12.5.3), and what is compressed is not read.
        options.putHeader("Accept-Encoding", "identity");
        call.headers().forEach(options::putHeader);
        return options;
    }

    private Future<ProviderReply> exchange(HttpClientRequest request, Call call, Duration left) {
        call.departure().run();
        Future<HttpClientResponse> sent =
                call.form() == null ? request.send() : request.send(Buffer.buffer(Parameters.form(call.form())));
        return sent.timeout(connection.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .compose(response -> read(response)
                        .map(body ->
                                new ProviderReply(response.statusCode(), response.headers(), text(body, call.leg()))))
                .timeout(left.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> request.reset());
    }

    /** JSON is UTF-8 (RFC 8259 section 8.1), and no token is guessed at that is not; a page is what it is. */
    private static String text(Buffer body, Leg leg) {
        if (leg == Leg.AUTHORIZE) {
            return body.toString();
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body.getBytes()))
                    .toString();
        } catch (CharacterCodingException noText) {
            return "";
        }
    }

    private static Future<Buffer> read(HttpClientResponse response) {
        // Of the interim answers Vert.x knows two; it takes any other for the final one.
        if (response.statusCode() < 200) {
            return Future.failedFuture(
                    new PkceException(Problem.providerFailed("The identity provider sent no final answer.")));
        }
        String encoding = response.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Future.failedFuture(
                    new PkceException(Problem.providerFailed("The identity provider's answer is compressed.")));
        }
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

    private static PkceException told(Throwable failure) {
        if (failure instanceof PkceException known) {
            return known;
        }
        boolean slow = failure instanceof TimeoutException || failure instanceof ConnectTimeoutException;
        return new PkceException(
                slow ? Problem.providerTimeout() : Problem.providerFailed("The identity provider cannot be reached."));
    }
}
