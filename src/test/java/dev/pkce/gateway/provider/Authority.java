package dev.pkce.gateway.provider;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A certificate authority that nobody knows unless told. All of them have one name. */
final class Authority {
    private final X509Bundle root;

    Authority() throws Exception {
        root = new CertificateBuilder()
                .subject("CN=Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** The file that says who it is, for {@code ca-file}. */
    String file(Path directory) throws IOException {
        return Files.writeString(directory.resolve("authority.pem"), root.getCertificatePEM())
                .toString();
    }

    X509Bundle issue(CertificateBuilder certificate) throws Exception {
        return certificate.buildIssuedBy(root);
    }

    X509Bundle issue(String host) throws Exception {
        return issue(certificate(host));
    }

    /** One of today for {@code host}, to be changed and issued. */
    static CertificateBuilder certificate(String host) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .subject("CN=" + host)
                .addSanDnsName(host)
                .notBefore(now.minus(Duration.ofDays(1)))
                .notAfter(now.plus(Duration.ofDays(1)));
    }
}
