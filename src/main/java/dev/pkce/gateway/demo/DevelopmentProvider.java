package dev.pkce.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authorization server on loopback for development and tests: real codes, real PKCE (always S256), really signed ID
 * tokens, no real users. Its switches may be set from any thread at any time.
 */
public final class DevelopmentProvider {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentProvider.class);

    private final Vertx vertx;
    private final String deploymentId;
    private final int port;
    private final Settings settings;
    private final SigningKeys keys;

    private DevelopmentProvider(Vertx vertx, String deploymentId, int port, Settings settings, SigningKeys keys) {
        this.vertx = vertx;
        this.deploymentId = deploymentId;
        this.port = port;
        this.settings = settings;
        this.keys = keys;
    }

    /** Listens on 127.0.0.1, and on ::1 where the machine has it; port 0 takes any that is free. */
    public static Future<DevelopmentProvider> start(Vertx vertx, int port) {
        return vertx.executeBlocking(SigningKeys::generate).compose(keys -> deploy(vertx, port, keys));
    }

    private static Future<DevelopmentProvider> deploy(Vertx vertx, int port, SigningKeys keys) {
        Settings settings = new Settings();
        ProviderVerticle verticle = new ProviderVerticle(port, settings, keys);
        return vertx.deployVerticle(verticle)
                .map(id -> new DevelopmentProvider(vertx, id, verticle.port(), settings, keys))
                .onSuccess(provider -> LOG.info("Development provider at {}", provider.issuer()));
    }

    /** Closes it, with all connections. */
    public Future<Void> stop() {
        return vertx.undeploy(deploymentId).mapEmpty();
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Its name and base address, with a slash at the end as Auth0 has it. */
    public String issuer() {
        return ProviderVerticle.issuer(port);
    }

    /** Whether requests are approved without a person; false at first. */
    public DevelopmentProvider autoApprove(boolean autoApprove) {
        settings.autoApprove = autoApprove;
        return this;
    }

    /** How the login page is shown when a person is needed. */
    public DevelopmentProvider loginPage(LoginPage loginPage) {
        settings.loginPage = loginPage;
        return this;
    }

    /** Whether requests may or must be pushed; neither at first. */
    public DevelopmentProvider par(Par par) {
        settings.par = par;
        return this;
    }

    /**
     * Whether a DPoP proof must hold a nonce that only the provider tells (RFC 9449 section 8); not at first. Each call
     * with {@code true} makes a new nonce, and the one before no longer counts.
     */
    public DevelopmentProvider dpopNonce(boolean wanted) {
        settings.dpopNonce = wanted ? Crypto.random() : null;
        return this;
    }

    /** From now on this client must authenticate, by HTTP Basic or in the form; all others are public. */
    public DevelopmentProvider confidentialClient(String clientId, String secret) {
        settings.clientSecrets.put(clientId, secret);
        return this;
    }

    /** How long access and ID tokens last; an hour at first. */
    public DevelopmentProvider tokenLifetime(Duration lifetime) {
        settings.tokenLifetime = lifetime;
        return this;
    }

    /** What is wrong with the ID tokens from now on. */
    public DevelopmentProvider idTokens(IdTokenFault fault) {
        settings.idTokenFault = fault;
        return this;
    }

    /** A new signing key in place of the old one, which is no longer published. */
    public Future<Void> rotateKeys() {
        return vertx.executeBlocking(SigningKeys::newRsa).onSuccess(keys::use).mapEmpty();
    }

    /** What goes wrong on which leg. */
    public Faults faults() {
        return settings.faults;
    }

    /** What reached the provider. */
    public Recorder recorder() {
        return settings.recorder;
    }
}
