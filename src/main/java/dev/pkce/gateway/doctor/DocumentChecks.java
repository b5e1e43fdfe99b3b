package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.ClientAuthentication;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a metadata document (RFC 8414 section 2) says of what the gateway needs, with the defaults of the RFC. */
final class DocumentChecks {
    private final Entry entry;
    private final JsonObject document;

    private DocumentChecks(Entry entry, JsonObject document) {
        this.entry = entry;
        this.document = document;
    }

    static List<Finding> of(Entry entry, JsonObject document) {
        DocumentChecks checks = new DocumentChecks(entry, document);
        return List.of(
                checks.issuer(),
                checks.pkce(),
                checks.responseType(),
                checks.responseMode(),
                checks.clientAuthentication(),
                checks.issuerParameter());
    }

    private Finding issuer() {
        String wanted = entry.provider().issuer();
        Object found = document.getValue("issuer");
        if (wanted.equals(found)) {
            return Finding.pass(Check.ISSUER, "exactly " + wanted);
        }
        return found instanceof String other
                ? Finding.fail(
                        Check.ISSUER,
                        "the document is of %s, the configuration of %s".formatted(other, wanted),
                        entry.line("issuer", other))
                : Finding.fail(
                        Check.ISSUER,
                        "the document names no issuer",
                        entry.line("issuer", "<the issuer that the provider's documentation names>"));
    }

    /** Some that have S256 do not say so in their OpenID document, such as Microsoft Entra. */
    private Finding pkce() {
        String enable = "at the provider: enable PKCE with S256 (the gateway sends nothing else)";
        Set<String> methods = values("code_challenge_methods_supported").orElse(null);
        if (methods == null) {
            return Finding.warn(Check.PKCE, "the document does not say whether S256 is supported", enable);
        }
        return methods.contains("S256")
                ? Finding.pass(Check.PKCE, "S256 is supported")
                : Finding.fail(Check.PKCE, "S256 is not supported, only " + methods, enable);
    }

    private Finding responseType() {
        String enable = "at the provider: enable the authorization code flow";
        Set<String> types = values("response_types_supported").orElse(null);
        if (types == null) {
            return Finding.warn(Check.RESPONSE_TYPE, "the document does not say whether code is supported", enable);
        }
        return types.contains("code")
                ? Finding.pass(Check.RESPONSE_TYPE, "code is supported")
                : Finding.fail(Check.RESPONSE_TYPE, "code is not supported, only " + types, enable);
    }

    private Finding responseMode() {
        Set<String> modes = values("response_modes_supported").orElse(Set.of("query", "fragment"));
        String configured = entry.provider().dialect().parameters().get("response_mode");
        Set<String> usable = modes.stream()
                .filter(mode ->
                        configured == null ? Set.of("query", "form_post").contains(mode) : mode.equals(configured))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return usable.isEmpty()
                ? Finding.fail(
                        Check.RESPONSE_MODE,
                        (configured == null ? "neither query nor form_post" : configured + " is not")
                                + " supported, only " + modes,
                        entry.line(
                                "parameters",
                                "[response_mode=query], or form_post, whichever the provider can be given"))
                : Finding.pass(Check.RESPONSE_MODE, String.join(" and ", usable));
    }

    private Finding clientAuthentication() {
        ClientAuthentication configured = entry.provider().client().authentication();
        // RFC 8414 section 2: the default.
        Set<String> methods = values("token_endpoint_auth_methods_supported").orElse(Set.of("client_secret_basic"));
        if (methods.contains(configured.method())) {
            return Finding.pass(Check.CLIENT_AUTH, configured.method() + " is supported");
        }
        String detail = "%s is configured; the document lists %s".formatted(configured.method(), methods);
        return configured instanceof ClientAuthentication.None
                // Many leave it out and yet have public clients.
                ? Finding.warn(
                        Check.CLIENT_AUTH,
                        detail,
                        entry.line("client-secret-file", "<the file of its secret>, unless the client is public"))
                : Finding.fail(Check.CLIENT_AUTH, detail, entry.line("client-auth", "<one of these>"));
    }

    private Finding issuerParameter() {
        if (Boolean.TRUE.equals(document.getValue("authorization_response_iss_parameter_supported"))) {
            return Finding.pass(Check.ISS, "promised, and so required (RFC 9207)");
        }
        String detail = "iss (RFC 9207) is not promised";
        return entry.alone()
                ? Finding.pass(Check.ISS, detail + "; with one provider nothing can be mixed up")
                : Finding.warn(
                        Check.ISS,
                        detail,
                        "at the provider: have authorization responses name their issuer, if it can");
    }

    private Optional<Set<String>> values(String member) {
        return document.getValue(member) instanceof JsonArray array
                ? Optional.of(array.stream().map(String::valueOf).collect(Collectors.toCollection(LinkedHashSet::new)))
                : Optional.empty();
    }
}
