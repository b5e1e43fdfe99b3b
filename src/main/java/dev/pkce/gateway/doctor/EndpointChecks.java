package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Dialect;
import dev.pkce.gateway.provider.Endpoints;
import dev.pkce.gateway.provider.Metadata;
import dev.pkce.gateway.provider.Provider;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The addresses that the gateway finds in a document and in its configuration, or why it finds none. */
final class EndpointChecks {
    /** An address as the document and the configuration call it. */
    private record Address(
            String member, String key, @Nullable String configured, boolean needed) {}

    private EndpointChecks() {}

    /** Where all is found. */
    static List<Finding> of(Entry entry, JsonObject document, Metadata found) {
        Finding revocation = found.revoke() == null
                ? Finding.warn(
                        Check.REVOCATION,
                        "there is no revocation endpoint, so no token can be revoked",
                        entry.line("revoke-endpoint", "<its address, if the provider has one (RFC 7009)>"))
                : Finding.pass(Check.REVOCATION, found.revoke());
        return List.of(
                Finding.pass(Check.ENDPOINTS, found.authorize() + " and " + found.token()),
                push(entry, document, found),
                revocation);
    }

    private static Finding push(Entry entry, JsonObject document, Metadata found) {
        if (found.push() != null) {
            return Finding.pass(Check.PAR, "requests are pushed to " + found.push());
        }
        if (Boolean.TRUE.equals(document.getValue("require_pushed_authorization_requests"))) {
            return Finding.fail(Check.PAR, "the provider takes pushed requests only", entry.line("par", "auto"));
        }
        return Finding.pass(
                Check.PAR,
                entry.provider().dialect().push() == Dialect.Push.NEVER
                        ? "requests are not pushed, as configured"
                        : "requests are not pushed, as the provider does not offer it");
    }

    /** Where something is missing, or not to be trusted. */
    static List<Finding> flawed(Entry entry, JsonObject document, Throwable failure) {
        List<Finding> flaws = addresses(entry.provider()).stream()
                .filter(address -> address.configured() == null)
                .flatMap(address -> flaw(entry, document, address))
                .toList();
        return flaws.isEmpty()
                ? List.of(
                        Finding.fail(Check.ENDPOINTS, String.valueOf(failure.getMessage()), entry.line("par", "auto")))
                : flaws;
    }

    private static Stream<Finding> flaw(Entry entry, JsonObject document, Address address) {
        Object found = document.getValue(address.member());
        if (found == null) {
            return address.needed()
                    ? Stream.of(Finding.fail(
                            Check.ENDPOINTS,
                            "the document has no " + address.member(),
                            entry.line(address.key(), "<its address>")))
                    : Stream.empty();
        }
        String flaw = entry.provider().server().flaw(found.toString());
        return flaw == null
                ? Stream.empty()
                : Stream.of(Finding.fail(
                        Check.ENDPOINTS,
                        "%s (%s) %s".formatted(address.member(), found, flaw),
                        change(entry, address, found.toString(), flaw)));
    }

    private static String change(Entry entry, Address address, String found, String flaw) {
        return flaw.contains("\"hosts\"")
                ? entry.line(
                        "hosts",
                        "[\"%s\"], if that host is the provider's"
                                .formatted(URI.create(found).getAuthority()))
                : entry.line(address.key(), "<its address>");
    }

    private static List<Address> addresses(Provider provider) {
        Endpoints configured = provider.server().endpoints();
        return List.of(
                new Address("authorization_endpoint", "authorize-endpoint", configured.authorize(), true),
                new Address("token_endpoint", "token-endpoint", configured.token(), true),
                new Address("jwks_uri", "jwks-uri", configured.jwks(), false),
                new Address("revocation_endpoint", "revoke-endpoint", configured.revoke(), false),
                new Address("pushed_authorization_request_endpoint", "par-endpoint", configured.push(), false));
    }
}
