package dev.pkce.gateway.http;

import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.page.Page;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what leaves: JSON, problems (RFC 9457) and pages. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static void json(RoutingContext ctx, int status, JsonForm body) {
        HttpServerResponse response = ctx.response();
        if (open(response)) {
            Buffer content = body.toBuffer();
            AnswerFields.json(response.setStatusCode(status), content.length());
            response.end(content);
        }
    }

    static void page(RoutingContext ctx, int status, Page page) {
        if (open(ctx.response())) {
            page.headers().forEach(ctx.response()::putHeader);
            ctx.response().setStatusCode(status).end(page.html());
        }
    }

    /** The failure of a route: a page where a person looks at it, a problem everywhere else. */
    static void failure(RoutingContext ctx, CallbackPages pages, RequestMeters meters) {
        if (ctx.failure() instanceof HttpClosedException) {
            // Whoever sent half a request has left, or was sent away.
            return;
        }
        Problem problem = problem(ctx);
        // An IOException is the connection's: whoever reset it is no fault of the gateway.
        if (problem.kind() == Problem.Kind.INTERNAL && !(ctx.failure() instanceof IOException)) {
            LOG.error("{} {} failed", ctx.request().method(), Paths.route(ctx.request()), ctx.failure());
        }
        if (!open(ctx.response())) {
            return;
        }
        RequestTrace.onFailure(problem.status());
        meters.refused(problem);
        AnswerFields.protect(ctx.response());
        advise(ctx.response(), problem);
        RequestLog.name(ctx);
        if (CallbackPages.wanted(ctx)) {
            page(ctx, problem.status(), pages.of(problem));
        } else {
            problem(ctx.request(), problem);
        }
    }

    /** Leaves to {@code router} what asks for a path, for it shows no other target to any route. */
    static void route(HttpServerRequest request, Router router, RequestMeters meters) {
        String path = request.path();
        if (path != null && path.startsWith("/")) {
            router.handle(request);
            return;
        }
        boolean known = request.method().equals(HttpMethod.CONNECT) || "*".equals(path);
        AnswerFields.protect(request.response());
        request.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
        refuse(request, known ? 405 : 400, meters);
    }

    /** A request that could not even be parsed. */
    static void invalid(HttpServerRequest request, RequestMeters meters) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException ? 414 : 400;
        AnswerFields.protect(request.response());
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        refuse(request, cause instanceof TooLongHttpHeaderException ? 431 : status, meters);
        request.connection().close();
    }

    private static void refuse(HttpServerRequest request, int status, RequestMeters meters) {
        Problem problem = status(status);
        problem(request, problem);
        RequestLog.refused(request, status);
        meters.unrouted(problem);
    }

    private static void problem(HttpServerRequest request, Problem problem) {
        JsonObject body = problem.toJson();
        String trace = RequestTrace.id(request);
        if (trace != null) {
            body.put("trace_id", trace);
        }
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body.toBuffer());
    }

    private static void advise(HttpServerResponse response, Problem problem) {
        if (problem.retryAfter() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfter()));
        }
        nonce(response, problem.nonce());
        // A gateway that is going down wants its connections back.
        if (problem.kind() == Problem.Kind.UNAVAILABLE) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    /** What the provider wants to find in the next proof (RFC 9449 section 8). */
    static void nonce(HttpServerResponse response, @Nullable String nonce) {
        if (nonce != null) {
            response.putHeader("DPoP-Nonce", nonce);
        }
    }

    private static Problem problem(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        if (failure instanceof PkceException known) {
            return known.problem();
        }
        if (failure instanceof HttpException http) {
            return status(http.getStatusCode());
        }
        if (failure != null && BodyRules.reading(ctx)) {
            // The decoder's own exceptions, of many types: what it could not read was malformed.
            return status(400);
        }
        return status(ctx.statusCode());
    }

    private static Problem status(int status) {
        return switch (status) {
            case 400 -> Problem.invalidRequest("The request is malformed.");
            case 404 ->
                fixed(Problem.Kind.NOT_FOUND, "There is nothing at this path; the API begins with /pkce/challenge.");
            case 405 -> fixed(Problem.Kind.METHOD_NOT_ALLOWED, "The path does not take this method.");
            case 413 -> fixed(Problem.Kind.TOO_LARGE, "The body is larger than 64 KiB.");
            case 414 -> fixed(Problem.Kind.URI_TOO_LONG, "The request line is too long.");
            case 415 -> fixed(Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "The type of the body is not supported.");
            case 431 -> fixed(Problem.Kind.HEADERS_TOO_LARGE, "The header fields are too large.");
            default -> Problem.internal();
        };
    }

    private static Problem fixed(Problem.Kind kind, String detail) {
        return new Problem(kind, "invalid_request", detail, 0);
    }

    private static boolean open(HttpServerResponse response) {
        return !response.ended() && !response.closed();
    }

    /** How much the client wants {@code type} (RFC 9110 section 12.5.1). */
    static float weight(RoutingContext ctx, String type, String subType, boolean wildcards) {
        float weight = 0;
        for (MIMEHeader range : ctx.parsedHeaders().accept()) {
            boolean exact =
                    range.component().equals(type) && range.subComponent().equals(subType);
            boolean wild = range.subComponent().equals("*")
                    && (range.component().equals(type) || range.component().equals("*"));
            weight = Math.max(weight, exact || (wild && wildcards) ? range.weight() : 0);
        }
        return weight;
    }
}
