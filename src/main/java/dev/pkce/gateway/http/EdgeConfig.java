package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What connections and requests meet before anything looks at what they want.
 *
 * @param tls null for plain HTTP
 */
public record EdgeConfig(@Nullable TlsConfig tls) {
    /** The defaults. */
    public static final EdgeConfig USUAL = new EdgeConfig(null);

    /** Reads its keys in the section {@code http}. */
    static EdgeConfig read(Settings http) {
        return new EdgeConfig(TlsConfig.read(http.section("tls")));
    }
}
