package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.settings.SecureUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.providers.OpenIDConnectAuth;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a provider's endpoints by OpenID Connect Discovery, when they are first needed; what is configured wins. */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final int TOTAL_SECONDS = 10;

    private final SingleFlight<Metadata> asked = new SingleFlight<>();
    private final Vertx vertx;
    private final Provider provider;
    private volatile @Nullable Metadata known;

    Discovery(Vertx vertx, Provider provider) {
        this.vertx = vertx;
        this.provider = provider;
    }

    /** The provider's metadata; asked for again after a failure, kept after a success. */
    Future<Metadata> metadata() {
        Metadata found = known;
        if (found != null) {
            return Future.succeededFuture(found);
        }
        Endpoints configured = provider.endpoints();
        if (configured.authorize() != null && configured.token() != null && configured.jwks() != null) {
            return Future.succeededFuture(keep(new OAuth2Options()));
        }
        return asked.join(vertx, provider.name(), this::discover);
    }

    private Future<Metadata> discover() {
        OAuth2Options options = new OAuth2Options()
                .setSite(withoutSlash(provider.issuer()))
                .setClientId("discovery")
                .setHttpClientOptions(
                        new HttpClientOptions().setConnectTimeout(3_000).setIdleTimeout(TOTAL_SECONDS));
        return OpenIDConnectAuth.discover(vertx, options)
                .timeout(TOTAL_SECONDS, TimeUnit.SECONDS)
                .onSuccess(OAuth2Auth::close)
                .recover(failure -> Future.failedFuture(unreachable(failure)))
                .map(auth -> keep(options));
    }

    private PkceException unreachable(Throwable failure) {
        LOG.warn(
                "Discovery of provider {} at {} failed: {}; check its issuer in the configuration",
                provider.name(),
                provider.issuer(),
                failure.getClass().getSimpleName());
        return new PkceException(Problem.providerFailed("The identity provider's metadata cannot be read."));
    }

    // OpenIDConnectAuth writes what it finds into the options that it was given.
    private Metadata keep(OAuth2Options found) {
        Endpoints configured = provider.endpoints();
        String issuer =
                found.getJWTOptions() == null ? null : found.getJWTOptions().getIssuer();
        Metadata metadata = new Metadata(
                issuer == null ? provider.issuer() : issuer,
                required(configured.authorize(), found.getAuthorizationPath()),
                required(configured.token(), found.getTokenPath()),
                first(configured.revoke(), found.getRevocationPath()),
                first(configured.jwks(), found.getJwkPath()));
        known = metadata;
        return metadata;
    }

    private static String required(@Nullable String configured, @Nullable String found) {
        String endpoint = first(configured, found);
        if (endpoint == null) {
            throw new PkceException(Problem.providerFailed("The identity provider's metadata lacks an endpoint."));
        }
        return endpoint;
    }

    // What is found is held to the rule for what is configured: no secret leaves in the clear.
    private static @Nullable String first(@Nullable String configured, @Nullable String found) {
        if (configured == null && found != null && SecureUrl.flaw(found) != null) {
            throw new PkceException(
                    Problem.providerFailed("The identity provider's metadata names an endpoint that is not secure."));
        }
        return configured != null ? configured : found;
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }
}
