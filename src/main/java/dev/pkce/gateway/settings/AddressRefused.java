package dev.pkce.gateway.settings;

import java.net.BindException;
import java.util.Locale;

/** The system does not let a listener have its address. Its message says which one, and how to choose another. */
public final class AddressRefused extends BindException {
    /**
     * Says so of one listener.
     *
     * @param section where the listener is configured, with the keys {@code host} and {@code port}
     */
    public AddressRefused(String section, String host, int port, Throwable cause) {
        super("Cannot listen on %s:%d (%s). Choose another port with %s.port or PKCE_%s_PORT."
                .formatted(
                        host.contains(":") ? "[" + host + "]" : host,
                        Math.max(port, 0),
                        cause.getMessage(),
                        section,
                        section.toUpperCase(Locale.ROOT)));
        initCause(cause);
    }
}
