package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The list {@code providers}, whose elements are also checked against one another. */
public final class ProviderList {
    private final Set<String> names = new HashSet<>();
    private final Map<String, String> issuers = new HashMap<>();
    private boolean fallback;

    private ProviderList() {}

    /** Reads the list {@code providers} of the root section. Reads files of secrets, so not for an event loop. */
    public static List<Provider> read(Settings root) {
        List<Settings> sections = root.sections("providers");
        if (sections.isEmpty()) {
            root.problem(
                    "providers",
                    "must have at least one element, in the file or as PKCE_PROVIDERS_0_ISSUER",
                    Remedy.give("providers[0].issuer"));
        }
        ProviderList seen = new ProviderList();
        return sections.stream()
                .map(section -> seen.next(section, sections.size() == 1))
                .toList();
    }

    private Provider next(Settings section, boolean only) {
        Provider provider = Provider.read(section, only);
        // A provider without an issuer has no name of its own yet, and a problem already.
        if (!names.add(provider.name()) && !provider.name().isEmpty()) {
            section.problem(
                    "name",
                    "is the name of another provider (unless given, it is the issuer's host)",
                    Remedy.write("name", "another-name"));
        }
        if (!provider.routing().domains().stream().allMatch(domain -> own(domain, provider))) {
            section.problem("domains", "names a domain of another provider", Remedy.remove("domains"));
        }
        if (!own(Domain.normal(provider.issuer()), provider)) {
            section.problem("issuer", "is a domain of another provider");
        }
        if (fallback && provider.routing().fallback()) {
            section.problem("default", "is true of another provider already", Remedy.write("default", "false"));
        }
        fallback |= provider.routing().fallback();
        return provider;
    }

    /** Whether {@code domain} leads to no other issuer; several clients of one issuer share its domains. */
    private boolean own(String domain, Provider provider) {
        return provider.issuer().equals(issuers.computeIfAbsent(domain, any -> provider.issuer()));
    }
}
