package dev.pkce.gateway.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the outside shares with the provider: set from any thread, read on its event loop. */
final class Settings {
    volatile boolean autoApprove;
    volatile LoginPage loginPage = LoginPage.HTML_200;
    volatile Par par = Par.NONE;
    volatile @Nullable String dpopNonce;
    volatile IdTokenFault idTokenFault = IdTokenFault.NONE;
    volatile Duration tokenLifetime = Duration.ofHours(1);
    final Recorder recorder = new Recorder();
    final Faults faults = new Faults();
    final Map<String, String> clientSecrets = new ConcurrentHashMap<>();
}
