package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Settings;
import java.util.List;
import java.util.Locale;

/**
 * Which logins go to a provider, and how.
 *
 * @param domains the names, in lower case, that a seed may choose this provider by
 * @param fallback whether it takes the logins that name no provider; key {@code default}
 * @param preflight whether the gateway asks the authorize endpoint itself before it sends a person there
 */
public record Routing(List<String> domains, boolean fallback, boolean preflight) {
    /** Copies the list. */
    public Routing {
        domains = List.copyOf(domains);
    }

    /** Reads the routing keys of one element of {@code providers}; the {@code only} one is the default. */
    static Routing read(Settings settings, boolean only) {
        List<String> domains = settings.texts("domains").stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        boolean fallback = settings.flag("default", only);
        return new Routing(domains, fallback || only, settings.flag("preflight", true));
    }
}
