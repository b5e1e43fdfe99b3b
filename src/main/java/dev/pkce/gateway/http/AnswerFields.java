package dev.pkce.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * The header fields of answers, prepared once: an answer has them by reference until it gets one of its own. None is to be
 * stored, sniffed or framed.
 */
final class AnswerFields {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final MultiMap ALL = fixed(HttpHeaders.headers()
            .set(HttpHeaders.CACHE_CONTROL, value("no-store"))
            .set(value("Pragma"), value("no-cache"))
            // Shorter than ReadingDeadlines allows, so that no client sends on a connection that is being closed.
            .set(value("Keep-Alive"), value("timeout=15"))
            .set(value("X-Content-Type-Options"), value("nosniff"))
            .set(value("Referrer-Policy"), value("no-referrer"))
            .set(value("Cross-Origin-Resource-Policy"), value("same-origin")));

    /** Those of JSON of one length, which nearly all answers are: challenges are all as long. */
    private record Json(int length, MultiMap fields) {
        static Json of(int length) {
            MultiMap fields = ALL.copy(true)
                    .set(HttpHeaders.CONTENT_TYPE, JSON)
                    .set(HttpHeaders.CONTENT_LENGTH, value(Integer.toString(length)));
            return new Json(length, fixed(fields));
        }
    }

    private static volatile Json latest = Json.of(0);

    private AnswerFields() {}

    private static CharSequence value(String text) {
        return HttpHeaders.createOptimized(text);
    }

    private static MultiMap fixed(MultiMap fields) {
        return fields.copy(false);
    }

    /** Gives {@code response} the fields that all have. */
    static void protect(HttpServerResponse response) {
        if (response.headers().isEmpty()) {
            response.headers().setAll(ALL);
        } else {
            ALL.forEach((name, value) -> response.putHeader(name, value));
        }
    }

    /** Gives {@code response}, which is protected, those of JSON of {@code length} bytes. */
    static void json(HttpServerResponse response, int length) {
        // The copy of what is shared is what is shared.
        if (response.headers().copy(false) == ALL) {
            response.headers().setAll(json(length));
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
    }

    private static MultiMap json(int length) {
        Json known = latest;
        if (known.length() != length) {
            known = Json.of(length);
            latest = known;
        }
        return known.fields();
    }
}
