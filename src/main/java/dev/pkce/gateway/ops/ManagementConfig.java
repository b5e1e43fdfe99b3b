package dev.pkce.gateway.ops;

import dev.pkce.gateway.settings.Settings;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where health is served, and what happened to logins. The port asks nobody who they are: keep it inside.
 *
 * @param host the address or name of the interface to listen on
 * @param port 0 to 65535; 0 is any free port
 * @param allowedHosts what the {@code Host} header may be, {@code host} or {@code host:port}, beside {@code host},
 *     {@code localhost} and IP addresses
 * @param journal how many logins are remembered, 0 to 100,000
 * @param readyNeedsProvider whether the gateway is not ready while no provider can be signed in at
 */
public record ManagementConfig(
        String host, int port, List<String> allowedHosts, int journal, boolean readyNeedsProvider) {
    private static final int LOGINS = 5_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?");

    /** Copies the list. */
    public ManagementConfig {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** With the defaults for the rest. */
    public ManagementConfig(String host, int port) {
        this(host, port, List.of(), LOGINS, false);
    }

    /** Reads the section {@code management}. */
    public static ManagementConfig read(Settings settings) {
        return new ManagementConfig(
                settings.text("host", "127.0.0.1"),
                settings.integer("port", 9464, 0, 65535),
                settings.texts("allowed-hosts", ManagementConfig::nameFlaw),
                settings.integer("journal", LOGINS, 0, 100_000),
                settings.flag("ready-needs-provider", false));
    }

    /** Where a program on the same machine reaches the port. */
    public String url() {
        boolean any = host.equals("0.0.0.0") || host.equals("::");
        String reached = any ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + reached + ":" + port;
    }

    private static @Nullable String nameFlaw(String text) {
        return NAME.matcher(text).matches() ? null : "must be a name or name:port; * is not supported";
    }
}
