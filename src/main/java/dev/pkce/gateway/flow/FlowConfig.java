package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.seal.KeyRing;
import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of every login.
 *
 * @param ttl how long a login may take from its challenge to its tokens, 1 s to 1 h; then it is forgotten
 * @param longestWait how long a request waits for a person, 0 s to 290 s; key {@code wait}
 * @param max how many logins may be under way on one node, 1 to 10,000,000; one more is refused
 * @param strict whether only challenges and codes that the gateway issued itself are accepted
 * @param revokeOnClear whether clearing flows revokes the tokens that they brought
 * @param binding what ties a flow to the person who started it
 * @param store where logins are kept
 * @param keys what everything is sealed with that a shared store holds; null for none, which only a local one takes
 */
public record FlowConfig(
        Duration ttl,
        Duration longestWait,
        int max,
        boolean strict,
        boolean revokeOnClear,
        Binding binding,
        Store store,
        @Nullable KeyRing keys) {
    /** Where logins can be kept. */
    public enum Store {
        /** In the memory of the process. */
        LOCAL,
        /** In Redis, or Valkey, which several nodes share. */
        REDIS
    }

    // The fetch of Node.js gives up on a response after 300 s.
    private static final Duration NODE_PATIENCE = Duration.ofSeconds(290);

    /** Kept in the memory of the process. */
    public FlowConfig(
            Duration ttl, Duration longestWait, int max, boolean strict, boolean revokeOnClear, Binding binding) {
        this(ttl, longestWait, max, strict, revokeOnClear, binding, Store.LOCAL, null);
    }

    /** Reads the section {@code flows}. */
    public static FlowConfig read(Settings settings) {
        FlowConfig config = new FlowConfig(
                settings.duration("ttl", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofHours(1)),
                settings.duration("wait", Duration.ofMinutes(4), Duration.ZERO, NODE_PATIENCE),
                settings.integer("max", 100_000, 1, 10_000_000),
                settings.flag("strict", false),
                settings.flag("revoke-on-clear", false),
                settings.choice("binding", Binding.NONE),
                settings.choice("store", Store.LOCAL),
                KeyRing.read(settings));
        if (config.shared() && !settings.has("keys") && !settings.has("keys-file")) {
            settings.problem("keys-file", "is required, as flows.store is redis", Remedy.give("keys-file"));
        }
        return config;
    }

    /** Whether several nodes share the store. */
    public boolean shared() {
        return store == Store.REDIS;
    }

    /** This section while the gateway runs on with what can be changed of {@code next}. */
    public FlowConfig reloaded(FlowConfig next) {
        return new FlowConfig(
                next.ttl, next.longestWait, next.max, next.strict, revokeOnClear, binding, store, next.keys);
    }
}
