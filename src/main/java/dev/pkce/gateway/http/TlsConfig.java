package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Settings;
import java.util.stream.Stream;
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
        String certificate = settings.text("certificate-file");
        String key = settings.text("key-file");
        String clientCa = settings.text("client-ca-file");
        if (certificate != null && key != null) {
            TlsConfig config = new TlsConfig(certificate, key, clientCa);
            TlsFiles.read(config).problems().forEach(problem -> settings.problem(problem.key(), problem.reason()));
            return config;
        }
        if (certificate != null || key != null || clientCa != null) {
            Stream.of("certificate-file", "key-file")
                    .filter(needed -> !settings.has(needed))
                    .forEach(needed -> settings.problem(needed, "is required"));
        }
        return null;
    }
}
