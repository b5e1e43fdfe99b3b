package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is spoken to, where providers differ.
 *
 * @param preflight whether the gateway asks the authorize endpoint itself before it sends a person there
 * @param push whether authorization requests are pushed (RFC 9126)
 * @param idTokenAlgorithm the one algorithm that its ID tokens are signed with (RFC 8725 section 3.1)
 * @param parameters what goes with every authorization request unless the seed says otherwise
 * @param answer the member of the token answer that programs look for
 */
public record Dialect(
        boolean preflight, Push push, String idTokenAlgorithm, Map<String, String> parameters, Answer answer) {
    /** The defaults: what any OpenID provider understands. */
    public static final Dialect USUAL = new Dialect(true, Push.AUTO, "RS256", Map.of(), Answer.AUTH0);

    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** Whether authorization requests are pushed. */
    public enum Push {
        /** If the provider offers it. */
        AUTO,
        /** Even if the provider offers it. */
        NEVER,
        /** Always; a provider that does not offer it cannot be used. */
        REQUIRED
    }

    /** The member of the token answer, and its shape. */
    public enum Answer {
        /** {@code auth0}, for every provider that programs know no better of. */
        AUTH0,
        /** {@code descope}. */
        DESCOPE
    }

    /** Copies the map. */
    public Dialect {
        parameters = Map.copyOf(parameters);
    }

    /** Reads the dialect's keys of one element of {@code providers}. */
    static Dialect read(Settings settings) {
        return new Dialect(
                settings.flag("preflight", USUAL.preflight),
                settings.choice("par", USUAL.push),
                settings.choice("id-token-algorithm", USUAL.idTokenAlgorithm, ALGORITHMS),
                parameters(settings),
                settings.choice("answer", USUAL.answer));
    }

    private static Map<String, String> parameters(Settings settings) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : settings.texts("parameters", Dialect::pairFlaw)) {
            parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return parameters;
    }

    private static @Nullable String pairFlaw(String pair) {
        int equals = pair.indexOf('=');
        return equals > 0 && SeededPkce.mayHold(pair.substring(0, equals))
                ? null
                : "must be name=value, the name one that a seed may hold, such as prompt=consent";
    }
}
