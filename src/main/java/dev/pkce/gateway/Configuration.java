package dev.pkce.gateway;

import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.settings.Given;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration, and what it was read from.
 *
 * @param given with providers by their names, as their places in the list say little
 */
record Configuration(GatewayConfig config, Given given) {
    private static final Pattern PLACE = Pattern.compile("(?<=^providers\\[)\\d+(?=])");

    /** Reads {@code settings}, and the files that secrets are in. */
    static Configuration read(Settings settings) throws InvalidConfiguration {
        GatewayConfig config = GatewayConfig.read(settings);
        List<String> names = config.providers().stream().map(Provider::name).toList();
        return new Configuration(config, settings.given().renamed(key -> named(key, names)));
    }

    private static String named(String key, List<String> names) {
        Matcher place = PLACE.matcher(key);
        return place.find()
                ? place.replaceFirst(Matcher.quoteReplacement(names.get(Integer.parseInt(place.group()))))
                : key;
    }
}
