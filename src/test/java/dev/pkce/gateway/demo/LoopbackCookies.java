package dev.pkce.gateway.demo;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Cookies that are {@code Secure} go to this machine without TLS too, as browsers have it. */
final class LoopbackCookies extends CookieManager {
    @Override
    public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) throws IOException {
        boolean loopback = "localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost());
        return super.get(loopback ? URI.create(uri.toString().replaceFirst("^http:", "https:")) : uri, headers);
    }
}
