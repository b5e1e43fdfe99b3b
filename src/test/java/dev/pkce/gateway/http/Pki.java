package dev.pkce.gateway.http;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A certificate authority, and a directory with the files of a listener. */
final class Pki {
    private final X509Bundle root;
    private final Path directory;

    Pki(Path directory) throws Exception {
        this.directory = directory;
        this.root = new CertificateBuilder()
                .subject("CN=Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    X509Bundle root() {
        return root;
    }

    /** One of today for {@code name}, to be changed and issued. */
    static CertificateBuilder certificate(String name) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .notBefore(now.minus(Duration.ofDays(1)))
                .notAfter(now.plus(Duration.ofDays(1)));
    }

    X509Bundle issue(CertificateBuilder certificate) throws Exception {
        return certificate.buildIssuedBy(root);
    }

    X509Bundle issue(String name) throws Exception {
        return issue(certificate(name));
    }

    /** Has the files hold {@code certificate} and its key. */
    X509Bundle install(X509Bundle certificate) throws IOException {
        write("key.pem", certificate.getPrivateKeyPEM());
        write("certificate.pem", certificate.getCertificatePathPEM());
        return certificate;
    }

    String write(String file, String text) throws IOException {
        return Files.writeString(directory.resolve(file), text).toString();
    }

    /** The section {@code http.tls}; nothing is wanted from clients. */
    JsonObject section() {
        return new JsonObject()
                .put("certificate-file", directory.resolve("certificate.pem").toString())
                .put("key-file", directory.resolve("key.pem").toString());
    }

    /** The same where clients must have a certificate of this authority. */
    JsonObject mutual() throws IOException {
        return section().put("client-ca-file", write("client-ca.pem", root.getCertificatePEM()));
    }

    TlsConfig config() {
        JsonObject section = section();
        return new TlsConfig(section.getString("certificate-file"), section.getString("key-file"), null);
    }
}
