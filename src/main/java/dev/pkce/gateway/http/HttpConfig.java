package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Rule;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway listens, and whom it answers.
 *
 * @param host the address or name of the interface to listen on; {@code localhost} is both 127.0.0.1 and ::1
 * @param port 0 to 65535; 0 is any free port
 * @param publicUrl the URL others reach the gateway by, when it is not {@code host:port} itself; no slash at its end
 * @param allowedHosts what the {@code Host} header may be, {@code host} or {@code host:port} in lower case, beside the
 *     loopback names and the host of {@code publicUrl}
 * @param allowedOrigins the web origins that may call from a browser, exactly as the browser writes them
 * @param startUrl where people begin a sign-in: pages that tell of a failed one lead there; null for no link
 * @param edge what connections and requests meet before anything else
 * @param playground whether people get a page to try a sign-in on, and a viewer of the contract
 */
public record HttpConfig(
        String host,
        int port,
        @Nullable String publicUrl,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        @Nullable String startUrl,
        EdgeConfig edge,
        boolean playground) {
    private static final Rule NAME = Rule.matching(
            "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?", "must be host or host:port; * is not supported");
    private static final Rule ORIGIN = Rule.matching(
            "[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?",
            "must be scheme://host or scheme://host:port in lower case; * and null are not supported");

    /** Copies the lists. */
    public HttpConfig {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** With the usual edge, no link to start again, and no playground. */
    public HttpConfig(
            String host, int port, @Nullable String publicUrl, List<String> allowedHosts, List<String> allowedOrigins) {
        this(host, port, publicUrl, allowedHosts, allowedOrigins, null, EdgeConfig.USUAL, false);
    }

    /** Reads the section {@code http}. */
    public static HttpConfig read(Settings settings) {
        String publicUrl = settings.text("public-url", SecureUrl.BASE);
        HttpConfig config = new HttpConfig(
                settings.text("host", "localhost"),
                settings.integer("port", 1000, 0, 65535),
                publicUrl == null || !publicUrl.endsWith("/")
                        ? publicUrl
                        : publicUrl.substring(0, publicUrl.length() - 1),
                lowerCase(settings.texts("allowed-hosts", NAME)),
                settings.texts("allowed-origins", ORIGIN),
                settings.text("start-url", SecureUrl.ENDPOINT),
                EdgeConfig.read(settings),
                settings.flag("playground", false));
        if (config.rebindable() && !settings.has("public-url")) {
            settings.problem(
                    "host",
                    "is open to other machines, so http.allowed-hosts or http.public-url must say which names are ours",
                    Remedy.give("public-url"));
        }
        return config;
    }

    /** The URL others reach a gateway by that listens on {@code actualPort}. */
    public String publicUrl(int actualPort) {
        if (publicUrl != null) {
            return publicUrl;
        }
        String scheme = edge.tls() == null ? "http://" : "https://";
        return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + actualPort;
    }

    /** Whether others than the user of this machine are meant to reach the gateway. */
    public boolean shared() {
        return !SecureUrl.isLoopback(host)
                || !edge.trustedProxies().isEmpty()
                || !allowedHosts.stream().allMatch(HttpConfig::isOurs)
                || (publicUrl != null
                        && !SecureUrl.isLoopback(URI.create(publicUrl).getHost()));
    }

    /** This section while the listener goes on with what can be changed of {@code next}. */
    public HttpConfig reloaded(HttpConfig next) {
        return new HttpConfig(
                host,
                port,
                publicUrl,
                next.allowedHosts,
                next.allowedOrigins,
                next.startUrl,
                edge.reloaded(next.edge),
                playground);
    }

    /** The same with a playground. */
    public HttpConfig withPlayground() {
        return new HttpConfig(host, port, publicUrl, allowedHosts, allowedOrigins, startUrl, edge, true);
    }

    /** Whether a web page could point a name of its own here and call us as its own origin (DNS rebinding). */
    public boolean rebindable() {
        return !SecureUrl.isLoopback(host) && allowedHosts.isEmpty() && publicUrl == null;
    }

    private static boolean isOurs(String name) {
        return SecureUrl.isLoopback(URI.create("http://" + name).getHost());
    }

    private static List<String> lowerCase(List<String> hosts) {
        return hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }
}
