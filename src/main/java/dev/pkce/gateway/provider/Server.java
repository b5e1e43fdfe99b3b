package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is.
 *
 * @param issuer the issuer identifier, exactly as the provider writes it (slash at the end included)
 * @param endpoints the addresses that are not left to discovery
 * @param discovery whether the other addresses are to be discovered
 * @param hosts the hosts beside the issuer's own that discovery may name, in lower case, with a port unless it is 443
 * @param connection how it is reached
 */
public record Server(String issuer, Endpoints endpoints, boolean discovery, List<String> hosts, Connection connection) {
    private static final Pattern HOST = Pattern.compile("(?:[a-z0-9.-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    /** Copies the list. */
    public Server {
        hosts = List.copyOf(hosts);
    }

    /** A server that is found by discovery. */
    public static Server of(String issuer) {
        return new Server(issuer, Endpoints.DISCOVERED, true, List.of(), Connection.USUAL);
    }

    /** Reads the server's keys of one element of {@code providers}. */
    static Server read(Settings settings) {
        List<String> hosts = settings.texts("hosts", Server::hostFlaw).stream()
                .map(host -> authority("https://" + host))
                .distinct()
                .toList();
        String issuer = settings.required("issuer", SecureUrl.BASE);
        Endpoints endpoints = Endpoints.read(settings);
        boolean discovery = settings.flag("discovery", !endpoints.complete());
        if (!discovery && !(settings.has("authorize-endpoint") && settings.has("token-endpoint"))) {
            settings.problem(
                    "discovery",
                    "must be true unless authorize-endpoint and token-endpoint are given",
                    Remedy.write("discovery", "true"));
        }
        return new Server(issuer, endpoints, discovery, hosts, Connection.read(settings));
    }

    private static @Nullable String hostFlaw(String text) {
        boolean host =
                HOST.matcher(text.toLowerCase(Locale.ROOT)).matches() && SecureUrl.flaw("https://" + text) == null;
        return host ? null : "must be a host such as keys.example.com, with a port unless it is 443";
    }

    /** Why an address that discovery found must not be used; null if it may be. */
    public @Nullable String flaw(String found) {
        String flaw = SecureUrl.flaw(found);
        if (flaw != null) {
            return flaw;
        }
        String authority = authority(found);
        return authority.equals(authority(issuer)) || hosts.contains(authority)
                ? null
                : "is on a host that is neither the issuer's nor one of its \"hosts\"";
    }

    private static String authority(String url) {
        URI uri = URI.create(url);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        int usual = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? host : host + ":" + uri.getPort();
    }
}
