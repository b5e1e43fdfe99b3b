package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The files, in PEM, that the listener speaks TLS with. They are read again when they change.
 *
 * @param certificateFile the certificate, then those that lead to its authority
 * @param keyFile its private key, as PKCS #8
 * @param clientCaFile the authorities of which a client must bring a certificate; null to want none from clients
 */
public record TlsConfig(
        String certificateFile, String keyFile, @Nullable String clientCaFile) {
    /** Reads the section {@code http.tls} and the files that it names; null where nothing is given. */
    static @Nullable TlsConfig read(Settings settings) {
        if (!settings.has("certificate-file") && !settings.has("key-file") && !settings.has("client-ca-file")) {
            return null;
        }
        TlsConfig config = new TlsConfig(
                settings.required("certificate-file", any -> null),
                settings.required("key-file", any -> null),
                settings.text("client-ca-file"));
        if (!config.certificateFile.isEmpty() && !config.keyFile.isEmpty()) {
            TlsFiles.read(config).problems().forEach(problem -> settings.problem(problem.key(), problem.reason()));
        }
        return config;
    }
}
