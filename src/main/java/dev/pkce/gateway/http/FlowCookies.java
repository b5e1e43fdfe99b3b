package dev.pkce.gateway.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;

/**
 * Ties flows to the browsers that began them, with a cookie for each that no other site or browser can have made (RFC
 * 6265bis section 4.1.3.2). What is in it follows from the state and a key that all nodes have, so nothing is kept.
 */
final class FlowCookies {
    private static final String PREFIX = "__Host-pkce-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[A-Za-z0-9_-]+(?==)");
    private static final String ALGORITHM = "HmacSHA256";
    // Abandoned sign-ins leave theirs behind, and a browser that sends too many is refused for the size of its header.
    private static final int MOST = 12;
    private static final int NAME_BYTES = 12;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final boolean wanted;
    private final Supplier<List<Key>> keys;
    private final Supplier<Duration> lifetime;

    private FlowCookies(boolean wanted, Supplier<Duration> lifetime, Supplier<List<Key>> keys) {
        this.wanted = wanted;
        this.keys = keys;
        this.lifetime = lifetime;
    }

    /** No cookies at all: every browser may finish every flow. */
    static FlowCookies off() {
        return new FlowCookies(false, () -> Duration.ZERO, List::of);
    }

    /** Cookies that live as long as a flow may, made with the first of {@code keys}, of which there is one at least. */
    static FlowCookies lasting(Supplier<Duration> lifetime, Supplier<List<Key>> keys) {
        return new FlowCookies(true, lifetime, keys);
    }

    /** Whether browsers are to send cookies along. */
    boolean wanted() {
        return wanted;
    }

    /** Lets the browser that asks finish the flow of {@code state}. */
    void bind(RoutingContext ctx, String state) {
        if (!wanted()) {
            return;
        }
        byte[] mac = mac(keys.get().get(0), state);
        String own = name(mac);
        ctx.response().addCookie(cookie(own, value(mac), lifetime.get().toSeconds()));
        List<String> others =
                held(ctx.request()).filter(name -> !name.equals(own)).toList();
        for (String oldest : others.subList(0, Math.max(0, others.size() + 1 - MOST))) {
            ctx.response().addCookie(cookie(oldest, "", 0));
        }
    }

    /** The names of those that the browser has, the oldest first, as it sends them (RFC 6265 section 5.4). */
    private static Stream<String> held(HttpServerRequest request) {
        return sent(request).map(NAME::matcher).filter(Matcher::lookingAt).map(Matcher::group);
    }

    /**
     * All cookies, exactly as browsers write them (RFC 6265 section 4.2.1). Decoders that forgive more skip a comma before
     * a name, so that {@code ,__Host-}, which any sub-domain may set, would count as {@code __Host-}.
     */
    private static Stream<String> sent(HttpServerRequest request) {
        String header = request.headers().contains(HttpHeaders.COOKIE) ? request.getHeader(HttpHeaders.COOKIE) : "";
        return Arrays.stream(header.split("; "));
    }

    /** Whether the browser that asks may finish the flow of {@code state}, known or not. */
    boolean has(RoutingContext ctx, String state) {
        List<Key> all = keys.get();
        return all.isEmpty() || all.stream().map(key -> mac(key, state)).anyMatch(mac -> has(ctx, mac));
    }

    private static boolean has(RoutingContext ctx, byte[] mac) {
        String wanted = name(mac) + "=" + value(mac);
        return sent(ctx.request()).anyMatch(cookie -> same(cookie, wanted));
    }

    private static Cookie cookie(String name, String value, long seconds) {
        return Cookie.cookie(name, value)
                .setPath("/")
                .setSecure(true)
                .setHttpOnly(true)
                // The provider's form post comes from another site.
                .setSameSite(CookieSameSite.NONE)
                .setMaxAge(seconds);
    }

    private static String name(byte[] mac) {
        return PREFIX + BASE64URL.encodeToString(Arrays.copyOf(mac, NAME_BYTES));
    }

    private static String value(byte[] mac) {
        return BASE64URL.encodeToString(Arrays.copyOfRange(mac, NAME_BYTES, mac.length));
    }

    private static byte[] mac(Key key, String state) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(state.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}
