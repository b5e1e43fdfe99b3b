package dev.pkce.gateway.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates in PEM (RFC 7468 section 5). */
public final class PemCertificates {
    private static final String NONE = "must be a file of certificates in PEM (BEGIN CERTIFICATE)";

    private PemCertificates() {}

    /** What is wrong with the file {@code name} as one of certificates; null when nothing is. Blocks. */
    public static @Nullable String fileFlaw(String name) {
        try {
            parse(Files.readString(Path.of(name), StandardCharsets.ISO_8859_1));
            return null;
        } catch (IOException | InvalidPathException unreadable) {
            return "cannot be read";
        } catch (IllegalArgumentException noCertificate) {
            return noCertificate.getMessage();
        }
    }

    /** All that are in {@code text}, at least one; an IllegalArgumentException says what the file must be. */
    public static List<X509Certificate> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            List<X509Certificate> certificates =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            // The factory also takes DER, which nothing else here does.
            if (!certificates.isEmpty() && text.contains("-----BEGIN CERTIFICATE-----")) {
                return certificates;
            }
        } catch (CertificateException noCertificate) {
            // Told below, without the parser's words.
        }
        throw new IllegalArgumentException(NONE);
    }
}
