package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Probe;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.ProviderReply;
import dev.pkce.gateway.settings.PemCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLException;

/** Whether the gateway itself can be reached, by the address that providers send browsers to, and for how long. */
final class GatewayChecks {
    private final Vertx vertx;
    private final Listener listener;

    GatewayChecks(Vertx vertx, Listener listener) {
        this.vertx = vertx;
        this.listener = listener;
    }

    Future<Section> run() {
        String address = listener.callback() == null ? "at a port of its own choice" : listener.callback();
        return vertx.executeBlocking(() -> certificate(Instant.now()))
                .compose(certificate -> callback()
                        .map(callback -> new Section("gateway", address, List.of(), List.of(certificate, callback))));
    }

    private Finding certificate(Instant now) throws IOException {
        if (listener.certificateFile() == null) {
            return Finding.pass(Check.CERTIFICATE, "the gateway itself speaks plain HTTP");
        }
        String pem = Files.readString(Path.of(listener.certificateFile()), StandardCharsets.ISO_8859_1);
        long days = CertificateCheck.daysLeft(PemCertificates.parse(pem).get(0), now);
        if (days >= CertificateCheck.SOON_DAYS) {
            return Finding.pass(Check.CERTIFICATE, "valid for %d more days".formatted(days));
        }
        return Finding.warn(
                Check.CERTIFICATE,
                days < 0 ? "expired" : "valid for no more than %d days".formatted(days),
                "http.tls.certificate-file: <a file with a newer one>, or that file itself, which is read again");
    }

    private Future<Finding> callback() {
        String url = listener.callback();
        if (url == null) {
            return Future.succeededFuture(Finding.skip(Check.CALLBACK, "not known, as http.port is 0"));
        }
        if (listener.clientCertificates()) {
            return Future.succeededFuture(
                    Finding.skip(Check.CALLBACK, "not asked, as http.tls.client-ca-file wants a certificate"));
        }
        return new Probe(vertx, Provider.of("gateway", url, Client.of(null)))
                .get(Leg.AUTHORIZE, url, "application/json")
                .map(reply -> answered(url, reply))
                .otherwise(failure -> unreachable(url, failure));
    }

    /** Without a state it is refused, in the gateway's own way. */
    private static Finding answered(String url, ProviderReply reply) {
        if (reply.status() == 400 && reply.is("application/problem+json")) {
            return Finding.pass(Check.CALLBACK, "the gateway answers there");
        }
        String detail = "%s: status %d, which is not the gateway's answer".formatted(url, reply.status());
        return reply.status() == 429
                ? Finding.warn(Check.CALLBACK, detail, "http.rate-limits.browser: <more>")
                : Finding.fail(Check.CALLBACK, detail, "http.public-url: <where browsers reach the gateway>");
    }

    private static Finding unreachable(String url, Throwable failure) {
        if (failure instanceof ConnectException) {
            return Finding.skip(Check.CALLBACK, "nobody listens at " + url + "; the gateway is not running");
        }
        return Finding.warn(
                Check.CALLBACK,
                "%s cannot be reached from here: %s".formatted(url, Reason.of(failure)),
                failure instanceof SSLException
                        ? "http.tls.certificate-file: <a certificate that browsers believe>"
                        : "http.public-url: <where browsers reach the gateway>");
    }
}
