package dev.pkce.gateway.http;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Ties flows to the browsers that began them, with a cookie for each that no other site or browser can have made (RFC
 * 6265bis section 4.1.3.2). What is in it follows from the state and a key of this process, so nothing is kept.
 */
final class FlowCookies {
    private static final String PREFIX = "__Host-pkce-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[A-Za-z0-9_-]+(?==)");
    private static final String ALGORITHM = "HmacSHA256";
    // Abandoned sign-ins leave theirs behind, and a browser that sends too many is refused for the size of its header.
    private static final int MOST = 12;
    private static final int NAME_BYTES = 12;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final @Nullable SecretKeySpec key;
    private final Supplier<Duration> lifetime;

    private FlowCookies(@Nullable SecretKeySpec key, Supplier<Duration> lifetime) {
        this.key = key;
        this.lifetime = lifetime;
    }

    /** No cookies at all: every browser may finish every flow. */
    static FlowCookies off() {
        return new FlowCookies(null, () -> Duration.ZERO);
    }

    /** Cookies that live as long as a flow may, with a key of their own. */
    static FlowCookies lasting(Supplier<Duration> lifetime) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new FlowCookies(new SecretKeySpec(key, ALGORITHM), lifetime);
    }

    /** Whether browsers are to send cookies along. */
    boolean wanted() {
        return key != null;
    }

    /** Lets the browser that asks finish the flow of {@code state}. */
    void bind(RoutingContext ctx, String state) {
        if (key == null) {
            return;
        }
        String own = name(state);
        ctx.response().addCookie(cookie(own, value(state), lifetime.get().toSeconds()));
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
        if (key == null) {
            return true;
        }
        String wanted = name(state) + "=" + value(state);
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

    private String name(String state) {
        return PREFIX + BASE64URL.encodeToString(Arrays.copyOf(mac(state), NAME_BYTES));
    }

    private String value(String state) {
        byte[] mac = mac(state);
        return BASE64URL.encodeToString(Arrays.copyOfRange(mac, NAME_BYTES, mac.length));
    }

    private byte[] mac(String state) {
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
