package dev.pkce.gateway.provider;

import io.vertx.core.http.HttpMethod;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a provider.
 *
 * @param leg which conversation it belongs to
 * @param url comes from configuration, discovery and {@link Parameters} alone
 * @param headers the header fields
 * @param form what to POST; null to GET
 * @param departure told the moment that the request begins to leave, after which nobody knows whether it arrived
 */
record Call(
        Leg leg,
        String url,
        Map<String, String> headers,
        @Nullable Map<String, String> form,
        Runnable departure) {
    static Call get(Leg leg, String url, String accept) {
        return new Call(leg, url, Map.of("Accept", accept), null, () -> {});
    }

    static Call post(Leg leg, String url, Map<String, String> headers, Map<String, String> form, Runnable departure) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Accept", "application/json");
        all.put("Content-Type", "application/x-www-form-urlencoded");
        return new Call(leg, url, all, form, departure);
    }

    HttpMethod method() {
        return form == null ? HttpMethod.GET : HttpMethod.POST;
    }

    /** Masked, for the form holds codes and secrets. */
    @Override
    public String toString() {
        return "Call[" + leg + "]";
    }
}
