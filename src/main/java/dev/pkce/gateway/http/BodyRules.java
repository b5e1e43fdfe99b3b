package dev.pkce.gateway.http;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Looks at what a body claims to be before any of it is read. */
final class BodyRules {
    private static final int MAX_BODY = 64 * 1024;
    private static final String UTF8 = "\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?";
    private static final Pattern JSON = Pattern.compile("application/([a-z0-9.-]+\\+)?json" + UTF8);
    private static final Pattern FORM = Pattern.compile("application/x-www-form-urlencoded" + UTF8);

    private BodyRules() {}

    /** A route whose requests are looked at by {@code rules} before any of their body is read. */
    static void post(Router router, String path, Handler<RoutingContext> rules, Handler<RoutingContext> endpoint) {
        router.post(path).handler(rules);
        BodyHandler reader = BodyHandler.create(false).setBodyLimit(MAX_BODY).setMergeFormAttributes(false);
        router.post(path).handler(ctx -> read(ctx, reader)).handler(endpoint);
    }

    private static void read(RoutingContext ctx, BodyHandler reader) {
        // The type of a body that is not there has not been looked at, and the reader fails over some.
        if (hasBody(ctx.request())) {
            reader.handle(ctx);
        } else {
            ctx.next();
        }
    }

    /** JSON, or no body at all where the endpoint can do without. */
    static void requireJson(RoutingContext ctx) {
        require(ctx, JSON);
    }

    /** A form; never multipart, which could bring files. */
    static void requireForm(RoutingContext ctx) {
        require(ctx, FORM);
    }

    /** Whether the body of a request that the rules let pass has not arrived whole. */
    static boolean reading(RoutingContext ctx) {
        boolean begun = ((RoutingContextInternal) ctx).seenHandler(RoutingContextInternal.BODY_HANDLER);
        return begun && !ctx.request().isEnded();
    }

    /** Whether {@code request} brings a body, by how it is framed (RFC 9112 section 6.3). */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static void require(RoutingContext ctx, Pattern type) {
        HttpServerRequest request = ctx.request();
        if (!hasBody(request)) {
            ctx.next();
            return;
        }
        String actual = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (actual == null
                || !type.matcher(actual.trim().toLowerCase(Locale.ROOT)).matches()
                || request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
            throw refused(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                    "The body must be JSON (or a form, for the callback) by its Content-Type, in UTF-8 and not compressed.");
        }
        if (length(request) > MAX_BODY) {
            throw refused(Problem.Kind.TOO_LARGE, "The body is larger than 64 KiB.");
        }
        ctx.next();
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // Netty has refused lengths that are no number; one too long for a long is too large whatever it says.
        return length == null ? 0 : length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private static PkceException refused(Problem.Kind kind, String detail) {
        return new PkceException(new Problem(kind, "invalid_request", detail, 0));
    }
}
