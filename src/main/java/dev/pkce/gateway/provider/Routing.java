package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Settings;
import java.util.List;

/**
 * Which logins go to a provider.
 *
 * @param domains the names beside its issuer that a seed may choose this provider by, as {@link Domain} spells them
 * @param fallback whether it takes the logins that name no provider; key {@code default}
 */
public record Routing(List<String> domains, boolean fallback) {
    /** No domain of its own; the default provider. */
    public static final Routing DEFAULT = new Routing(List.of(), true);

    /** Copies the list. */
    public Routing {
        domains = List.copyOf(domains);
    }

    /** Reads the routing keys of one element of {@code providers}; the {@code only} one is the default. */
    static Routing read(Settings settings, boolean only) {
        List<String> domains = settings.texts("domains", Domain::flaw).stream()
                .map(Domain::normal)
                .distinct()
                .toList();
        boolean fallback = settings.flag("default", only);
        return new Routing(domains, fallback || only);
    }
}
