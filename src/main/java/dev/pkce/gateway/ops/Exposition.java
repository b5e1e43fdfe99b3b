package dev.pkce.gateway.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.RoutingContext;

/** What is counted, for Prometheus to collect: as OpenMetrics where that is asked for, else in its older text format. */
final class Exposition {
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Meters meters;
    private final PrometheusMeterRegistry registry;

    /** Of {@code meters}, which are in {@code registry}. */
    Exposition(Meters meters, PrometheusMeterRegistry registry) {
        this.meters = meters;
        this.registry = registry;
    }

    void answer(RoutingContext ctx) {
        String type = ctx.parsedHeaders().accept().stream().anyMatch(Exposition::openMetrics) ? OPEN_METRICS : TEXT;
        // Some thousand lines take longer to write than an event loop may be held.
        ctx.vertx()
                .executeBlocking(() -> scrape(type), false)
                .onSuccess(text ->
                        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(text))
                .onFailure(ctx::fail);
    }

    private String scrape(String type) {
        meters.complete();
        return registry.scrape(type);
    }

    private static boolean openMetrics(MIMEHeader range) {
        return range.component().equals("application")
                && range.subComponent().equals("openmetrics-text")
                && range.weight() > 0;
    }
}
