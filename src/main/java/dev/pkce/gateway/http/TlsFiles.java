package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.PemCertificates;
import dev.pkce.gateway.settings.PemKey;
import dev.pkce.gateway.settings.SettingProblem;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a {@link TlsConfig} hold at one moment; a file that cannot be read holds nothing.
 *
 * @param clientCa null if nothing is wanted from clients
 */
record TlsFiles(String certificates, Secret key, @Nullable String clientCa) {
    /** Blocks. */
    static TlsFiles read(TlsConfig config) {
        String clientCa = config.clientCaFile();
        return new TlsFiles(
                text(config.certificateFile()),
                new Secret(text(config.keyFile())),
                clientCa == null ? null : text(clientCa));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException unreadable) {
            return "";
        }
    }

    /** Everything for which they cannot be served with, by the keys of the configuration. */
    List<SettingProblem> problems() {
        List<SettingProblem> problems = new ArrayList<>();
        List<X509Certificate> chain = parsed("certificate-file", certificates, PemCertificates::parse, problems)
                .orElse(List.of());
        Optional<PrivateKey> own = parsed("key-file", key.reveal(), PemKey::parse, problems);
        if (clientCa != null) {
            parsed("client-ca-file", clientCa, PemCertificates::parse, problems);
        }
        if (!chain.isEmpty()) {
            judge(chain.get(0), own, problems);
        }
        return problems;
    }

    private static <T> Optional<T> parsed(
            String key, String text, Function<String, T> parser, List<SettingProblem> problems) {
        try {
            if (!text.isEmpty()) {
                return Optional.of(parser.apply(text));
            }
            problems.add(new SettingProblem(key, "cannot be read, or is empty"));
        } catch (IllegalArgumentException flaw) {
            problems.add(new SettingProblem(key, String.valueOf(flaw.getMessage())));
        }
        return Optional.empty();
    }

    /** Of the rest of the chain clients may have newer ones. */
    private static void judge(X509Certificate first, Optional<PrivateKey> own, List<SettingProblem> problems) {
        try {
            first.checkValidity();
        } catch (CertificateExpiredException over) {
            problems.add(new SettingProblem("certificate-file", "holds a certificate that has expired"));
        } catch (CertificateNotYetValidException early) {
            problems.add(new SettingProblem("certificate-file", "holds a certificate that is not valid yet"));
        }
        if (own.isPresent() && !belongs(own.get(), first.getPublicKey())) {
            problems.add(new SettingProblem("key-file", "is not the key of the first certificate in certificate-file"));
        }
    }

    private static boolean belongs(PrivateKey own, PublicKey certified) {
        try {
            Signature signature =
                    Signature.getInstance(own.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            byte[] anything = {1};
            signature.initSign(own);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    /** What a server that runs already is to go on with. */
    ServerSSLOptions options() {
        return secure(new HttpServerOptions()).getSslOptions();
    }

    /** Only HTTP/1.1 is offered: one parser to defend, and no stream floods (CVE-2023-44487). One certificate, so no SNI. */
    HttpServerOptions secure(HttpServerOptions options) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificates))
                        .addKeyValue(Buffer.buffer(key.reveal())))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setUseAlpn(false)
                .setSni(false);
        // Netty keeps the list of those with forward secrecy and AEAD, as RFC 9325 section 4.2 wants them, for HTTP/2.
        Http2SecurityUtil.CIPHERS.forEach(options::addEnabledCipherSuite);
        if (clientCa != null) {
            options.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clientCa)));
        }
        return options;
    }
}
