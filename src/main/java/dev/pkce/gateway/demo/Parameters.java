package dev.pkce.gateway.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of a query or a form as they came: decoded, in order, with duplicates. */
public record Parameters(List<Map.Entry<String, String>> pairs) {

    /** Keeps a copy. */
    public Parameters {
        pairs = List.copyOf(pairs);
    }

    static Parameters parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return new Parameters(List.of());
        }
        return new Parameters(
                Arrays.stream(text.split("&")).map(Parameters::pair).toList());
    }

    static Parameters ofQuery(RoutingContext ctx) {
        return parse(ctx.request().query());
    }

    static Parameters ofForm(RoutingContext ctx) {
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return isForm(type) ? parse(ctx.body().asString()) : parse(null);
    }

    static boolean isForm(@Nullable String contentType) {
        return contentType != null && contentType.startsWith("application/x-www-form-urlencoded");
    }

    /** Every value of {@code name}. */
    public List<String> all(String name) {
        return pairs.stream()
                .filter(pair -> pair.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The first value of {@code name}, or null. */
    public @Nullable String get(String name) {
        return all(name).stream().findFirst().orElse(null);
    }

    /** These with {@code name} once, whatever it was before. */
    Parameters with(String name, String value) {
        Stream<Map.Entry<String, String>> others =
                pairs.stream().filter(pair -> !pair.getKey().equals(name));
        return new Parameters(
                Stream.concat(others, Stream.of(Map.entry(name, value))).toList());
    }

    /** RFC 6749 section 3.1: an empty parameter counts as absent, and none may come twice. */
    @Nullable String optional(String name) {
        if (all(name).size() > 1) {
            throw OAuthException.invalidRequest(name + " is repeated");
        }
        String value = get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw OAuthException.invalidRequest(name + " is missing");
        }
        return value;
    }

    private static Map.Entry<String, String> pair(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? Map.entry(decode(text), "")
                : Map.entry(decode(text.substring(0, equals)), decode(text.substring(equals + 1)));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            // A recording must show what was sent, also when it was wrong.
            return text;
        }
    }
}
