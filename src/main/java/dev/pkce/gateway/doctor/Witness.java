package dev.pkce.gateway.doctor;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Believes whom another believes, and remembers what was shown. */
final class Witness extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;
    private volatile List<X509Certificate> chain = List.of();

    Witness(X509ExtendedTrustManager judge) {
        this.judge = judge;
    }

    List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind, SSLEngine engine) throws CertificateException {
        chain = List.of(shown);
        judge.checkServerTrusted(shown, kind, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind, Socket socket) throws CertificateException {
        chain = List.of(shown);
        judge.checkServerTrusted(shown, kind, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String kind) throws CertificateException {
        chain = List.of(shown);
        judge.checkServerTrusted(shown, kind);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind, SSLEngine engine) throws CertificateException {
        judge.checkClientTrusted(shown, kind, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind, Socket socket) throws CertificateException {
        judge.checkClientTrusted(shown, kind, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String kind) throws CertificateException {
        judge.checkClientTrusted(shown, kind);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
