package dev.pkce.gateway.ops;

import dev.pkce.gateway.settings.Settings;

/**
 * Where health and metrics are served. The port asks nobody who they are: keep it inside.
 *
 * @param host the address or name of the interface to listen on
 * @param port 0 to 65535; 0 is any free port
 */
public record ManagementConfig(String host, int port) {
    /** Reads the section {@code management}. */
    public static ManagementConfig read(Settings settings) {
        return new ManagementConfig(settings.text("host", "127.0.0.1"), settings.integer("port", 9464, 0, 65535));
    }
}
