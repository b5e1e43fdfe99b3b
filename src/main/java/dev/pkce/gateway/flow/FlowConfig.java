package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.settings.Settings;
import java.time.Duration;

/**
 * The limits of every login.
 *
 * @param ttl how long a login may take from its challenge to its tokens, 1 s to 1 h; then it is forgotten
 * @param longestWait how long a request waits for a person, 0 s to 290 s; key {@code wait}
 * @param max how many logins may be under way on one node, 1 to 10,000,000; one more is refused
 * @param strict whether only challenges and codes that the gateway issued itself are accepted
 * @param revokeOnClear whether clearing flows revokes the tokens that they brought
 * @param binding what ties a flow to the person who started it
 */
public record FlowConfig(
        Duration ttl, Duration longestWait, int max, boolean strict, boolean revokeOnClear, Binding binding) {
    // The fetch of Node.js gives up on a response after 300 s.
    private static final Duration NODE_PATIENCE = Duration.ofSeconds(290);

    /** Reads the section {@code flows}. */
    public static FlowConfig read(Settings settings) {
        return new FlowConfig(
                settings.duration("ttl", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.duration("wait", Duration.ofMinutes(4), Duration.ZERO, NODE_PATIENCE),
                settings.integer("max", 100_000, 1, 10_000_000),
                settings.flag("strict", false),
                settings.flag("revoke-on-clear", false),
                settings.choice("binding", Binding.NONE));
    }

    /** This section while the gateway runs on with what can be changed of {@code next}. */
    public FlowConfig reloaded(FlowConfig next) {
        return new FlowConfig(next.ttl, next.longestWait, next.max, next.strict, revokeOnClear, binding);
    }
}
