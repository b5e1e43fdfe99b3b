package dev.pkce.gateway.demo;

import java.time.Duration;
import java.time.InstantSource;

/** Requests that are in before the browser comes with their URIs. Confined to one event loop. */
final class PushedRequests {
    static final Duration LIFETIME = Duration.ofSeconds(60);

    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private final ExpiringMap<Parameters> byUri;

    PushedRequests(InstantSource clock) {
        byUri = new ExpiringMap<>(clock);
    }

    String push(Parameters request) {
        String uri = PREFIX + Crypto.random();
        byUri.put(uri, request, LIFETIME);
        return uri;
    }

    /** Checks first, spends last: a URI starts one login, of the client that pushed (RFC 9126 sections 2.2 and 4). */
    Parameters take(Parameters query) {
        String clientId = query.required("client_id");
        String uri = query.required("request_uri");
        Parameters request = byUri.get(uri);
        if (request == null || !request.required("client_id").equals(clientId)) {
            throw new OAuthException(
                    "invalid_request_uri", "The request_uri is unknown, used, expired or another client's");
        }
        byUri.remove(uri);
        return request;
    }
}
