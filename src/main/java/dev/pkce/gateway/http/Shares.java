package dev.pkce.gateway.http;

import dev.pkce.gateway.settings.Rate;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;

/** How often each client has called, and may call again. Safe from any event loop. */
public interface Shares {
    /**
     * Takes one call from the share of {@code client}.
     *
     * @param group which calls are counted together
     * @param client an address, or the first one of its network
     * @param rate the share
     * @return how long until the share has a call again; zero if it had one, which is now taken
     */
    Future<Duration> take(String group, InetAddress client, Rate rate);

    /** What this node alone sees. It never fails, and answers at once. */
    static Shares local() {
        return new LocalShares();
    }
}
