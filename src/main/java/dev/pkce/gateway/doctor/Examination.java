package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Leg;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Probe;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.ProviderReply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All checks of one provider, one after the other: each needs what the one before has found. */
final class Examination {
    private final Vertx vertx;
    private final Entry entry;
    private final Provider provider;
    private final List<String> redirectUris;
    private final Probe probe;
    private final Findings findings = new Findings();
    private final List<ProviderReply> replies = new ArrayList<>();
    private final Map<String, Future<Boolean>> verdicts = new HashMap<>();
    private JsonObject document = new JsonObject();

    Examination(Vertx vertx, Entry entry, @Nullable String callback) {
        this.vertx = vertx;
        this.entry = entry;
        this.provider = entry.provider();
        this.redirectUris = redirectUris(provider, callback);
        this.probe = new Probe(vertx, provider);
    }

    /** What logins may be begun with; the gateway's own callback where nothing else is configured. */
    private static List<String> redirectUris(Provider provider, @Nullable String callback) {
        List<String> configured = provider.client().redirectUris();
        return configured.isEmpty() ? Stream.ofNullable(callback).toList() : configured;
    }

    Future<Section> run() {
        return believed(provider.issuer())
                .compose(believed -> believed ? metadata() : Future.succeededFuture(Optional.<Metadata>empty()))
                .compose(known -> known.isPresent() ? keys(known.get()) : Future.succeededFuture())
                .map(v -> section());
    }

    private Section section() {
        if (!replies.isEmpty()) {
            findings.add(ReplyChecks.clock(replies));
            findings.add(ReplyChecks.rateLimits(replies));
        }
        return new Section(provider.name(), provider.issuer(), redirectUris, findings.of(Check.OF_PROVIDER));
    }

    /** Whether the server of {@code url} may be asked, by its TLS, which is looked at once. */
    private Future<Boolean> believed(String url) {
        URI address = URI.create(url);
        return verdicts.computeIfAbsent(address.getScheme() + "://" + address.getAuthority(), any -> judged(address));
    }

    private Future<Boolean> judged(URI address) {
        if (!"https".equals(address.getScheme())) {
            findings.add(Finding.pass(Check.TLS, address.getAuthority() + ": none, and none needed on this machine"));
            return Future.succeededFuture(true);
        }
        return Handshake.with(vertx, address, provider.server().connection()).map(shown -> {
            if (shown.tells()) {
                findings.add(CertificateCheck.of(entry, address.getAuthority(), shown, Instant.now()));
            }
            return shown.believed();
        });
    }

    private Future<Optional<Metadata>> metadata() {
        if (!provider.server().discovery()) {
            findings.missing("there is no document: discovery is false");
            return resolved(Optional.empty());
        }
        return probe.document().onSuccess(replies::add).compose(this::read).recover(failure -> {
            findings.add(undiscovered(Reason.of(failure)));
            return Future.succeededFuture(Optional.empty());
        });
    }

    private Future<Optional<Metadata>> read(ProviderReply reply) {
        Optional<JsonObject> json = reply.status() == 200 ? reply.json() : Optional.empty();
        if (json.isEmpty()) {
            findings.add(undiscovered("no document, but status %d%s"
                    .formatted(reply.status(), reply.status() == 200 ? " and what is no JSON object" : "")));
            return Future.succeededFuture(Optional.empty());
        }
        document = json.get();
        findings.add(Finding.pass(Check.DISCOVERY, "the document was read"));
        findings.addAll(DocumentChecks.of(entry, document));
        // What another issuer names is not asked: secrets are not for it.
        return provider.issuer().equals(document.getValue("issuer"))
                ? resolved(Optional.of(reply))
                : Future.succeededFuture(Optional.empty());
    }

    private Finding undiscovered(String reason) {
        return Finding.fail(
                Check.DISCOVERY,
                "%s: %s".formatted(provider.issuer(), reason),
                entry.line("issuer", "<the provider's issuer>; or see what keeps this machine from reaching it"));
    }

    private Future<Optional<Metadata>> resolved(Optional<ProviderReply> reply) {
        return probe.metadata(reply)
                .onSuccess(found -> findings.addAll(EndpointChecks.of(entry, document, found)))
                .map(Optional::of)
                .otherwise(failure -> {
                    findings.addAll(EndpointChecks.flawed(entry, document, failure));
                    return Optional.empty();
                });
    }

    private Future<Void> keys(Metadata known) {
        return fetched(known.jwks()).compose(v -> tokens(known));
    }

    private Future<Void> fetched(@Nullable String url) {
        if (url == null) {
            findings.add(KeyCheck.unpublished(entry));
            return Future.succeededFuture();
        }
        return believed(url)
                .compose(believed -> believed
                        ? probe.get(Leg.JWKS, url, "application/json")
                                .onSuccess(replies::add)
                                .map(reply -> KeyCheck.of(entry, url, reply))
                                .otherwise(failure -> KeyCheck.unreachable(entry, url, Reason.of(failure)))
                                .onSuccess(findings::add)
                                .mapEmpty()
                        : Future.succeededFuture());
    }

    private Future<Void> tokens(Metadata known) {
        return believed(known.token())
                .compose(v -> believed(known.authorize()))
                .compose(believed -> believed ? redirects(known) : Future.succeededFuture());
    }

    private Future<Void> redirects(Metadata known) {
        if (redirectUris.isEmpty()) {
            findings.add(Finding.warn(
                    Check.REDIRECT_URI, "with http.port 0 it is another one at each start", "http.port: 1000"));
        }
        RedirectTrial trial = new RedirectTrial(entry, probe, known, replies::add);
        Future<Void> asked = Future.succeededFuture();
        for (String redirectUri : redirectUris) {
            asked = asked.compose(
                    v -> trial.ask(redirectUri).onSuccess(findings::add).mapEmpty());
        }
        return asked;
    }
}
