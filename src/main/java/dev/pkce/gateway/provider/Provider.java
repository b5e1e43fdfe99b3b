package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import java.net.URI;
import java.util.Optional;

/**
 * An identity provider.
 *
 * @param name what it is called in logs and metrics; unique; the issuer's host unless given
 * @param server where it is, and how long it may take
 * @param client who the gateway is to the provider
 * @param routing which logins go there
 * @param dialect how it is spoken to, where providers differ
 */
public record Provider(String name, Server server, Client client, Routing routing, Dialect dialect) {
    /** A provider that is found by discovery and has nothing out of the ordinary; the default one. */
    public static Provider of(String name, String issuer, Client client) {
        return new Provider(name, Server.of(issuer), client, Routing.DEFAULT, Dialect.USUAL);
    }

    /**
     * A provider that is described for Vert.x already; the default one. Of the options it takes {@code site} and the paths
     * (relative ones below the site, {@code tenant} in its place), {@code clientId}, {@code clientSecret} and
     * {@code useBasicAuthorization}, and the {@code audience} of {@code extraParameters}. They are held to the rules of the
     * configuration; how the provider is reached and what is checked is always the gateway's own.
     *
     * <p>The issuer is that of the {@code jwtOptions}, else the site, exactly as the provider writes it. With no path
     * set, the endpoints are discovered; else all of them are as described. Without a {@code jwkPath} there is then no key to
     * check an ID token with, so a login must not ask for {@code openid}.
     *
     * @param name what it is called in logs and metrics; unique
     * @throws IllegalArgumentException that names the options that cannot be used, without their values
     */
    public static Provider of(String name, OAuth2Options options) {
        return OAuth2Description.read(name, options);
    }

    /**
     * Reads one element of {@code providers}.
     *
     * @param only whether it is the only element, and so the default
     */
    static Provider read(Settings settings, boolean only) {
        Settings known = Preset.read(settings);
        Server server = Server.read(known);
        Dialect dialect = Dialect.read(known);
        checkPush(server, dialect.push(), known);
        String host = Optional.ofNullable(URI.create(server.issuer()).getHost()).orElse("");
        return new Provider(known.text("name", host), server, Client.read(known), Routing.read(known, only), dialect);
    }

    private static void checkPush(Server server, Dialect.Push push, Settings settings) {
        boolean given = settings.has("par-endpoint");
        if (push == Dialect.Push.NEVER && given) {
            settings.problem("par-endpoint", "is of no use while par is never", Remedy.remove("par-endpoint"));
        }
        if (push == Dialect.Push.REQUIRED && !given && !server.discovery()) {
            settings.problem("par-endpoint", "is required, as par is required and discovery is false");
        }
    }

    /** The issuer identifier, exactly as the provider writes it (slash at the end included). */
    public String issuer() {
        return server.issuer();
    }
}
