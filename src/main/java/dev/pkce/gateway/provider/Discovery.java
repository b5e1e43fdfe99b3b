package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a provider's endpoints (OpenID Connect Discovery section 4, RFC 8414 section 3) when they are first needed, looks
 * again now and then, and keeps the last good copy.
 */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final long FRESH_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final String JSON = "application/json";
    private static final String FAILED = "The identity provider cannot be reached, or its metadata cannot be used.";

    private record Known(Metadata metadata, long at) {}

    private final SingleFlight<Metadata> asked = new SingleFlight<>();
    private final Vertx vertx;
    private final Provider provider;
    private final ProviderClient client;
    private volatile @Nullable Known known;

    Discovery(Vertx vertx, Provider provider, ProviderClient client) {
        this.vertx = vertx;
        this.provider = provider;
        this.client = client;
        this.known = configured();
    }

    private @Nullable Known configured() {
        return provider.server().discovery() ? null : new Known(MetadataDocument.none(provider), Long.MAX_VALUE);
    }

    /** The provider's metadata; asked for again after a failure, kept after a success. */
    Future<Metadata> metadata() {
        Known last = known;
        if (last == null) {
            return asked.join(vertx, provider.name(), this::discover);
        }
        if (last.at() != Long.MAX_VALUE && System.nanoTime() - last.at() > FRESH_NANOS) {
            known = new Known(last.metadata(), System.nanoTime());
            asked.join(vertx, provider.name(), this::discover);
        }
        return Future.succeededFuture(last.metadata());
    }

    /** The last good copy of the metadata; null if there has been none. */
    @Nullable Metadata last() {
        Known last = known;
        return last == null ? null : last.metadata();
    }

    private Future<Metadata> discover() {
        return document(provider.issuer(), client::send)
                .map(reply -> MetadataDocument.read(provider, reply))
                .onSuccess(found -> known = new Known(found, System.nanoTime()))
                .recover(failure -> Future.failedFuture(told(failure)));
    }

    /** The metadata document of {@code issuer}, under one name or the other. */
    static Future<ProviderReply> document(String issuer, Function<Call, Future<ProviderReply>> way) {
        return way.apply(Call.get(Leg.DISCOVERY, openId(issuer), JSON))
                .compose(reply -> reply.status() < 400 || reply.status() >= 500
                        ? Future.succeededFuture(reply)
                        : way.apply(Call.get(Leg.DISCOVERY, oauth(issuer), JSON)));
    }

    /** The operator reads what is wrong; a caller learns of the network only whether an answer came in time. */
    private PkceException told(Throwable failure) {
        boolean unusable = failure instanceof MetadataDocument.Unusable;
        Problem problem = PkceException.of(failure).problem();
        LOG.warn(
                "Discovery of provider {} at {} failed: {}",
                provider.name(),
                provider.issuer(),
                unusable ? failure.getMessage() : problem.detail());
        boolean failed = unusable || problem.kind() == Problem.Kind.PROVIDER_FAILED;
        return new PkceException(failed ? Problem.providerFailed(FAILED) : problem);
    }

    private static String openId(String issuer) {
        return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer)
                + "/.well-known/openid-configuration";
    }

    /** RFC 8414 section 3.1 puts its name between the host and the path. */
    private static String oauth(String issuer) {
        String path = URI.create(issuer).getRawPath();
        String host = issuer.substring(0, issuer.length() - path.length());
        return host + "/.well-known/oauth-authorization-server"
                + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }
}
