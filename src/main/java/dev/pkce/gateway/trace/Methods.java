package dev.pkce.gateway.trace;

import java.util.Set;

/** The methods of HTTP. A client may write any other word in their place, which is then nothing to be kept. */
public final class Methods {
    private static final Set<String> KNOWN =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    private Methods() {}

    /** The method, or what OpenTelemetry calls any other word. */
    public static String known(String method) {
        return KNOWN.contains(method) ? method : "_OTHER";
    }
}
