package dev.pkce.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private final ProviderVerticle verticle;
    private final Settings settings;
    private final SigningKeys keys;

    private DevelopmentProvider(
            Vertx vertx, String deploymentId, ProviderVerticle verticle, Settings settings, SigningKeys keys) {
        this.vertx = vertx;
        this.deploymentId = deploymentId;
        this.verticle = verticle;
        this.settings = settings;
        this.keys = keys;
    }

    /** Listens on 127.0.0.1, and on ::1 where the machine has it; port 0 takes any that is free. */
    public static Future<DevelopmentProvider> start(Vertx vertx, int port) {
        return start(vertx, port, null);
    }

    /** The same with TLS: {@code certificate} is for localhost, of whatever authority; null for plain HTTP. */
    public static Future<DevelopmentProvider> start(Vertx vertx, int port, @Nullable KeyCertOptions certificate) {
        return vertx.executeBlocking(SigningKeys::generate).compose(keys -> deploy(vertx, port, certificate, keys));
    }

    private static Future<DevelopmentProvider> deploy(
            Vertx vertx, int port, @Nullable KeyCertOptions certificate, SigningKeys keys) {
        Settings settings = new Settings();
        ProviderVerticle verticle = new ProviderVerticle(port, certificate, settings, keys);
        return vertx.deployVerticle(verticle)
                .map(id -> new DevelopmentProvider(vertx, id, verticle, settings, keys))
                .onSuccess(provider -> LOG.info("Development provider at {}", provider.issuer()));
    }

    /** Closes it, with all connections. */
    public Future<Void> stop() {
        return vertx.undeploy(deploymentId).mapEmpty();
    }

    /** The port it listens on. */
    public int port() {
        return verticle.port();
    }

    /** Its name and base address, with a slash at the end as Auth0 has it. */
    public String issuer() {
        return verticle.issuer();
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

    /** From now on this client must authenticate with any of {@code secrets}, by HTTP Basic or in the form; all others are public. */
    public DevelopmentProvider confidentialClient(String clientId, String... secrets) {
        settings.clientSecrets.put(clientId, List.of(secrets));
        return this;
    }

    /** From now on this client must authenticate with an assertion (RFC 7523) signed by the key to this public JWK. */
    public DevelopmentProvider keyClient(String clientId, JsonObject publicJwk) {
        settings.clientKeys.put(clientId, Signatures.publicKey(publicJwk));
        return this;
    }

    /**
     * From now on this client's people may be sent back to these addresses only, compared exactly; with none, to any
     * address of this machine, as those of all other clients.
     */
    public DevelopmentProvider redirectUris(String clientId, String... registered) {
        settings.redirectUris.put(clientId, List.of(registered));
        return this;
    }

    /** What a refresh does to the refresh token; it rotates at first. */
    public DevelopmentProvider refreshTokens(RefreshTokens refreshTokens) {
        settings.refreshTokens = refreshTokens;
        return this;
    }

    /** The {@code iss} of authorization responses (RFC 9207); right at first. */
    public DevelopmentProvider responseIssuer(ResponseIssuer responseIssuer) {
        settings.responseIssuer = responseIssuer;
        return this;
    }

    /** What else each authorization response carries, as {@code session_state} of some servers; nothing at first. */
    public DevelopmentProvider callbackParameters(Map<String, String> parameters) {
        settings.callbackParameters = Map.copyOf(parameters);
        return this;
    }

    /** Where the metadata are found; under both names at first. */
    public DevelopmentProvider metadataAt(MetadataDocument document) {
        settings.metadataDocument = document;
        return this;
    }

    /**
     * What is done to the metadata before they are sent, to any member: a wrong issuer, an address elsewhere, a
     * removal. It replaces the change before, and is called on the event loop of the provider.
     */
    public DevelopmentProvider metadata(Consumer<JsonObject> change) {
        settings.metadata = change;
        return this;
    }

    /** Whether the metadata promise an {@code iss} in authorization responses; this, too, replaces a change before. */
    public DevelopmentProvider promiseResponseIssuer(boolean promised) {
        return metadata(metadata -> metadata.put("authorization_response_iss_parameter_supported", promised));
    }

    /** What is published among the keys, before the one that signs: good keys or bad ones, none at first. */
    public DevelopmentProvider publish(JsonObject... more) {
        settings.moreKeys = List.of(more);
        return this;
    }

    /** How long access and ID tokens last; an hour at first. */
    public DevelopmentProvider tokenLifetime(Duration lifetime) {
        settings.tokenLifetime = lifetime;
        return this;
    }

    /** How far its clock is off, to judge by the {@code Date} header, which it sends from now on; nothing else shifts. */
    public DevelopmentProvider clock(Duration offset) {
        settings.clock = offset;
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

    /** All switches as at first, no faults, nothing recorded. Keys, clients and what was granted remain. */
    public DevelopmentProvider reset() {
        settings.reset();
        return this;
    }

    /** Every answer comes that much later from now on. */
    public DevelopmentProvider slow(Duration delay) {
        return everywhere(Fault.slow(delay));
    }

    /** Every connection is closed instead of an answer from now on. */
    public DevelopmentProvider down() {
        return everywhere(Fault.reset());
    }

    private DevelopmentProvider everywhere(Fault fault) {
        for (Leg leg : Leg.values()) {
            settings.faults.on(leg, fault);
        }
        return this;
    }

    /**
     * Nobody is signed in from now on: each sign-in is answered with {@code error} (RFC 6749 section 4.1.2.1), such as
     * {@code access_denied}.
     */
    public DevelopmentProvider refuse(String error) {
        settings.faults.on(Leg.AUTHORIZE, Fault.refuse(error, "As the test wants it."));
        return this;
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
