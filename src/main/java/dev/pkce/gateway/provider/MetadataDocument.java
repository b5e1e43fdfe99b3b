package dev.pkce.gateway.provider;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A provider's metadata document (RFC 8414 section 2), believed as far as the configuration allows. */
final class MetadataDocument {
    /** Why metadata are no good; for the operator, not for callers. */
    static final class Unusable extends RuntimeException {
        Unusable(String reason) {
            super(reason, null, false, false);
        }
    }

    private final Provider provider;
    private final JsonObject json;

    private MetadataDocument(Provider provider, JsonObject json) {
        this.provider = provider;
        this.json = json;
    }

    /** The metadata of a provider without a document: all of it configured. */
    static Metadata none(Provider provider) {
        return new MetadataDocument(provider, new JsonObject()).metadata();
    }

    /** The metadata in {@code reply}; fails if any of what is needed is missing or not to be trusted. */
    static Metadata read(Provider provider, ProviderReply reply) {
        MetadataDocument document = new MetadataDocument(provider, object(reply));
        // OpenID Connect Discovery section 4.3: else one provider could speak for another.
        if (!provider.issuer().equals(document.json.getValue("issuer"))) {
            throw new Unusable("its metadata are of another issuer");
        }
        return document.metadata();
    }

    private static JsonObject object(ProviderReply reply) {
        if (reply.status() != 200) {
            throw new Unusable("its metadata cannot be read (status " + reply.status() + ")");
        }
        return reply.json().orElseThrow(() -> new Unusable("its metadata are not JSON"));
    }

    private Metadata metadata() {
        Endpoints configured = provider.server().endpoints();
        return new Metadata(
                provider.issuer(),
                required("authorization_endpoint", endpoint("authorization_endpoint", configured.authorize())),
                required("token_endpoint", endpoint("token_endpoint", configured.token())),
                endpoint("revocation_endpoint", configured.revoke()),
                push(endpoint("pushed_authorization_request_endpoint", configured.push())),
                endpoint("jwks_uri", configured.jwks()),
                Boolean.TRUE.equals(json.getValue("authorization_response_iss_parameter_supported")));
    }

    private @Nullable String push(@Nullable String endpoint) {
        return switch (provider.dialect().push()) {
            case AUTO -> endpoint;
            case NEVER -> null;
            case REQUIRED -> required("pushed_authorization_request_endpoint", endpoint);
        };
    }

    private @Nullable String endpoint(String member, @Nullable String configured) {
        if (configured != null || json.getValue(member) == null) {
            return configured;
        }
        String found = json.getValue(member) instanceof String text ? text : "";
        String flaw = provider.server().flaw(found);
        if (flaw != null) {
            throw new Unusable("\"" + member + "\" in its metadata " + flaw);
        }
        return found;
    }

    private static String required(String member, @Nullable String endpoint) {
        if (endpoint == null) {
            throw new Unusable("its metadata have no \"" + member + "\"");
        }
        return endpoint;
    }
}
