package dev.pkce.gateway.settings;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in PEM (RFC 7468 section 5). */
public final class PemCertificates {
    private static final String NONE = "must be a file of certificates in PEM (BEGIN CERTIFICATE)";

    private PemCertificates() {}

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
