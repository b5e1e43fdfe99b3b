package dev.pkce.gateway.trace;

import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * Where traces go. Of the program alone: what embeds the gateway brings a Vert.x with a tracer of its own.
 *
 * @param endpoint takes OTLP over HTTP; null for no traces
 * @param ratio the share of the requests without a {@code traceparent} that is traced, 0 to 1
 * @param serviceName what the gateway is called in traces
 * @param propagate whether calls to providers carry the {@code traceparent} on
 */
public record TracingConfig(@Nullable String endpoint, double ratio, String serviceName, boolean propagate) {
    /** No traces. */
    public static final TracingConfig OFF = new TracingConfig(null, 1, "pkce-gateway", false);

    /** Reads the section {@code tracing}. */
    public static TracingConfig read(Settings settings) {
        return new TracingConfig(
                settings.text("endpoint", SecureUrl.ENDPOINT),
                settings.share("ratio", OFF.ratio),
                settings.text("service-name", OFF.serviceName),
                settings.flag("propagate", OFF.propagate));
    }
}
