package dev.pkce.gateway.doctor;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges a handshake with a provider: by which authority the certificate is, for how long, and what is wrong with it. */
final class CertificateCheck {
    static final int SOON_DAYS = 21;
    private static final String RENEW = "at the provider: renew the certificate";

    private CertificateCheck() {}

    static Finding of(Entry entry, String authority, Handshake shown, Instant now) {
        if (shown.chain().isEmpty()) {
            String reason = shown.failure().map(Reason::of).orElse("it showed no certificate");
            return Finding.fail(Check.TLS, authority + ": " + reason, "at the provider: TLS 1.2 or 1.3");
        }
        return shown.failure()
                .map(failure -> refused(entry, authority, shown.chain(), failure, now))
                .orElseGet(() -> believed(authority, shown.chain(), now));
    }

    private static Finding believed(String authority, List<X509Certificate> chain, Instant now) {
        long days = daysLeft(chain.get(0), now);
        String detail = "%s, valid for %d more days".formatted(by(authority, chain), days);
        return days < SOON_DAYS ? Finding.warn(Check.TLS, detail, RENEW) : Finding.pass(Check.TLS, detail);
    }

    private static Finding refused(
            Entry entry, String authority, List<X509Certificate> chain, Throwable failure, Instant now) {
        String by = by(authority, chain);
        Instant end = chain.get(0).getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return Finding.fail(Check.TLS, by + " has expired on " + end, RENEW);
        }
        if (cause(failure, CertPathBuilderException.class).isPresent()) {
            boolean configured = entry.provider().server().connection().authorities() != null;
            return Finding.fail(
                    Check.TLS,
                    by + (configured ? ", whom ca-file does not name" : ", whom the system does not know"),
                    entry.line("ca-file", "<a PEM file with the certificate of %s>".formatted(top(chain))));
        }
        String reason =
                cause(failure, CertificateException.class).orElse(failure).getMessage();
        return Finding.fail(Check.TLS, by + ": " + reason, "at the provider: a valid certificate for that host");
    }

    static long daysLeft(X509Certificate certificate, Instant now) {
        return Duration.between(now, certificate.getNotAfter().toInstant()).toDays();
    }

    private static String by(String authority, List<X509Certificate> chain) {
        return authority + ": certificate by " + top(chain);
    }

    /** Servers leave out the authority itself, whom the last certificate names. */
    private static String top(List<X509Certificate> chain) {
        return chain.get(chain.size() - 1).getIssuerX500Principal().getName();
    }

    private static Optional<Throwable> cause(Throwable failure, Class<? extends Throwable> kind) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(kind::isInstance)
                .findFirst();
    }
}
