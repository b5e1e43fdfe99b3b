package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern PAIR = Pattern.compile("([a-z_]+)=([^\\p{Cntrl}]{1,4096})");
    // The first is a key of its own; the second is of one program's key.
    private static final Set<String> OWN = Set.of("audience", "dpop_jkt");
    private static final Set<String> MODES = Set.of("query", "form_post");

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
            int equals = pair.indexOf('=');
            if (parameters.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                settings.problem("parameters", "must hold each name once");
            }
        }
        return parameters;
    }

    private static @Nullable String pairFlaw(String pair) {
        Matcher parts = PAIR.matcher(pair);
        if (!parts.matches() || !SeededPkce.mayHold(parts.group(1)) || OWN.contains(parts.group(1))) {
            return "must be name=value, the name one that a seed may hold, such as prompt=consent";
        }
        // The others would never reach the gateway: the browser keeps a fragment to itself.
        return parts.group(1).equals("response_mode") && !MODES.contains(parts.group(2))
                ? "must have query or form_post as response_mode"
                : null;
    }
}
