package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * An identity provider.
 *
 * @param name what it is called in logs and metrics; unique; the issuer's host unless given
 * @param issuer the issuer identifier, exactly as the provider writes it (slash at the end included)
 * @param client who the gateway is to the provider
 * @param endpoints the addresses that are not left to discovery
 * @param routing which logins go there
 */
public record Provider(String name, String issuer, Client client, Endpoints endpoints, Routing routing) {
    /**
     * Reads one element of {@code providers}.
     *
     * @param only whether it is the only element, and so the default
     */
    static Provider read(Settings settings, boolean only) {
        String issuer = settings.required("issuer", SecureUrl::baseFlaw);
        String host = Optional.ofNullable(URI.create(issuer).getHost()).orElse("");
        return new Provider(
                settings.text("name", host),
                issuer,
                Client.read(settings),
                Endpoints.read(settings),
                Routing.read(settings, only));
    }
}
