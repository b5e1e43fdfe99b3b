package dev.pkce.gateway.http;

import dev.pkce.gateway.api.Binding;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the listener knows of logins beside what it is asked and answered.
 *
 * @param binding what ties a flow to whoever started it
 * @param ttl how long a flow lives at most
 * @param keys what the cookies of {@link Binding#COOKIE} are made with (HMAC with SHA-256), asked each time: the first makes
 *     them, all of them count; the same on every node
 * @param choices where people can sign in, asked each time; shown to them where {@code http.playground} is on
 */
public record Logins(
        Binding binding, Supplier<Duration> ttl, Supplier<List<Key>> keys, Supplier<List<Choice>> choices) {
    /**
     * A provider that people can sign in at. All of it is public: it stands in the addresses that their browsers go to.
     *
     * @param name what the provider is called
     * @param domain what a seed chooses it by
     * @param clientId who the gateway is there; null where every application brings its own
     * @param answers whether it was found and is not known to be down
     */
    public record Choice(
            String name, String domain, @Nullable String clientId, boolean answers) {}

    /** Logins that nothing is known of, with nowhere to sign in. */
    static Logins of(Binding binding, Duration ttl) {
        return new Logins(binding, () -> ttl, List::of, List::of);
    }
}
