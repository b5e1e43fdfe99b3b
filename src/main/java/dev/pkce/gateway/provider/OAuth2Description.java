package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.SettingProblem;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A provider as it is described for Vert.x, told in the keys of the configuration and so held to its rules. */
final class OAuth2Description {
    private static final String AUDIENCE = "audience";
    private static final OAuth2Options UNTOUCHED = new OAuth2Options();

    private final JsonObject keys = new JsonObject();
    private final Map<String, String> optionByKey = new HashMap<>();
    private final OAuth2Options options;

    private OAuth2Description(OAuth2Options options) {
        this.options = options;
    }

    /** The provider of {@code options}; an IllegalArgumentException names the options that are wrong. */
    static Provider read(String name, OAuth2Options options) {
        OAuth2Description description = new OAuth2Description(options);
        description.refuseWhatHasNoKey();
        description.put("name", "name", name);
        description.putIssuer();
        description.putClient();
        description.putEndpoints();
        return description.provider();
    }

    /** A login would not be the one that is described. */
    private void refuseWhatHasNoKey() {
        if (options.getClientAssertion() != null) {
            throw new IllegalArgumentException("clientAssertion: is not supported, as it would be the same each time");
        }
        // In a query, + is a space.
        if (!List.of(" ", "+").contains(options.getScopeSeparator())) {
            throw new IllegalArgumentException("scopeSeparator: must be a space (RFC 6749 section 3.3)");
        }
        if (!Set.of(AUDIENCE).containsAll(extra().fieldNames())) {
            throw new IllegalArgumentException("extraParameters: must hold nothing but audience");
        }
    }

    private JsonObject extra() {
        return options.getExtraParameters() == null ? new JsonObject() : options.getExtraParameters();
    }

    private void putIssuer() {
        String issuer =
                options.getJWTOptions() == null ? null : options.getJWTOptions().getIssuer();
        put(
                "issuer",
                issuer == null ? "site" : "jwtOptions.issuer",
                filled(issuer == null ? options.getSite() : issuer));
    }

    private void putClient() {
        put("client-id", "clientId", options.getClientId());
        put("client-secret", "clientSecret", options.getClientSecret());
        if (options.getClientSecret() != null) {
            String method = options.isUseBasicAuthorization() ? "client_secret_basic" : "client_secret_post";
            put("client-auth", "useBasicAuthorization", method);
        }
        put(AUDIENCE, "extraParameters", extra().getString(AUDIENCE));
    }

    /** Who has set no path has described no endpoint, for the paths that are there from the beginning fit nobody. */
    private void putEndpoints() {
        boolean described = options.getJwkPath() != null
                || !Objects.equals(options.getAuthorizationPath(), UNTOUCHED.getAuthorizationPath())
                || !Objects.equals(options.getTokenPath(), UNTOUCHED.getTokenPath());
        if (described) {
            put("authorize-endpoint", "authorizationPath", resolved(options.getAuthorizationPath()));
            put("token-endpoint", "tokenPath", resolved(options.getTokenPath()));
            put("revoke-endpoint", "revocationPath", resolved(options.getRevocationPath()));
            put("jwks-uri", "jwkPath", resolved(options.getJwkPath()));
            keys.put("discovery", options.getAuthorizationPath() == null || options.getTokenPath() == null);
        }
    }

    private void put(String key, String option, @Nullable String value) {
        optionByKey.put("providers[0]." + key, option);
        if (value != null) {
            keys.put(key, value);
        }
    }

    /** As Vert.x does it: a path that begins with a slash is below the site, any other is an address of its own. */
    private @Nullable String resolved(@Nullable String path) {
        String site = filled(options.getSite());
        String own = filled(path);
        if (site == null || own == null || !own.startsWith("/")) {
            return own;
        }
        String url = (site.endsWith("/") ? site.substring(0, site.length() - 1) : site) + own;
        return SecureUrl.parse(url).map(URI::normalize).map(URI::toString).orElse(url);
    }

    private @Nullable String filled(@Nullable String text) {
        if (text == null || !(text.contains("{tenant}") || text.contains("{realm}"))) {
            return text;
        }
        String tenant = Optional.ofNullable(options.getTenant())
                .orElseThrow(() -> new IllegalArgumentException("tenant: is required where {tenant} stands for it"));
        return text.replace("{tenant}", tenant).replace("{realm}", tenant);
    }

    private Provider provider() {
        Settings root = Settings.of(new JsonObject().put("providers", new JsonArray().add(keys)));
        try {
            Provider provider = ProviderList.read(root).get(0);
            root.check();
            return provider;
        } catch (InvalidConfiguration invalid) {
            throw new IllegalArgumentException(
                    invalid.problems().stream().map(this::told).collect(Collectors.joining("\n")));
        }
    }

    private String told(SettingProblem problem) {
        return optionByKey.getOrDefault(problem.key(), problem.key()) + ": " + problem.reason();
    }
}
