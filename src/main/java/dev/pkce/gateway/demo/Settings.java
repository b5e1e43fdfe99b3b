package dev.pkce.gateway.demo;

import com.nimbusds.jose.jwk.JWK;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the outside shares with the provider: set from any thread, read on its event loop. */
final class Settings {
    volatile boolean autoApprove;
    volatile LoginPage loginPage = LoginPage.HTML_200;
    volatile Par par = Par.NONE;
    volatile @Nullable String dpopNonce;
    volatile RefreshTokens refreshTokens = RefreshTokens.ROTATE;
    volatile ResponseIssuer responseIssuer = ResponseIssuer.RIGHT;
    volatile Map<String, String> callbackParameters = Map.of();
    volatile MetadataDocument metadataDocument = MetadataDocument.BOTH;
    volatile Consumer<JsonObject> metadata = description -> {};
    volatile List<JsonObject> moreKeys = List.of();
    volatile IdTokenFault idTokenFault = IdTokenFault.NONE;
    volatile @Nullable Duration clock;
    volatile Duration tokenLifetime = Duration.ofHours(1);
    final Recorder recorder = new Recorder();
    final Faults faults = new Faults();
    final Map<String, List<String>> clientSecrets = new ConcurrentHashMap<>();
    final Map<String, JWK> clientKeys = new ConcurrentHashMap<>();
    final Map<String, List<String>> redirectUris = new ConcurrentHashMap<>();

    boolean isConfidential(String clientId) {
        return clientSecrets.containsKey(clientId) || clientKeys.containsKey(clientId);
    }

    /** Back to what a new one has, except for the clients. */
    void reset() {
        Settings fresh = new Settings();
        autoApprove = fresh.autoApprove;
        loginPage = fresh.loginPage;
        par = fresh.par;
        dpopNonce = fresh.dpopNonce;
        refreshTokens = fresh.refreshTokens;
        responseIssuer = fresh.responseIssuer;
        callbackParameters = fresh.callbackParameters;
        metadataDocument = fresh.metadataDocument;
        metadata = fresh.metadata;
        moreKeys = fresh.moreKeys;
        idTokenFault = fresh.idTokenFault;
        clock = fresh.clock;
        tokenLifetime = fresh.tokenLifetime;
        faults.clear();
        recorder.clear();
    }
}
