package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client that the gateway is registered as at a provider.
 *
 * @param id the client id; null when every application brings its own
 * @param secret the client secret; null for a public client
 * @param scope what a login asks for unless its seed says otherwise
 * @param audience the API that access tokens are for; null for the provider's default
 * @param redirectUris the only addresses a provider may send a person back to, compared exactly
 */
public record Client(
        @Nullable String id,
        @Nullable Secret secret,
        List<String> scope,
        @Nullable String audience,
        List<String> redirectUris) {
    private static final List<String> DEFAULT_SCOPE = List.of("openid", "profile", "email");

    /** Copies the lists. */
    public Client {
        scope = List.copyOf(scope);
        redirectUris = List.copyOf(redirectUris);
    }

    /** Reads the client's keys of one element of {@code providers}; reads the file of its secret, if there is one. */
    static Client read(Settings settings) {
        Client client = new Client(
                settings.text("client-id"),
                settings.secret("client-secret"),
                scope(settings),
                settings.text("audience"),
                settings.texts("redirect-uris", Client::redirectFlaw));
        if (client.secret != null && client.id == null) {
            settings.problem("client-id", "is required beside a client secret");
        }
        return client;
    }

    private static List<String> scope(Settings settings) {
        List<String> scope = settings.texts("scope").stream()
                .flatMap(text -> Arrays.stream(text.strip().split("\\s+", -1)))
                .distinct()
                .toList();
        return scope.isEmpty() ? DEFAULT_SCOPE : scope;
    }

    private static @Nullable String redirectFlaw(String text) {
        return SecureUrl.parse(text).filter(Client::isPrivateUse).isPresent() ? null : SecureUrl.flaw(text);
    }

    /** Whether it leads to a program by a scheme of its own, a reversed domain name (RFC 8252 section 7.1). */
    private static boolean isPrivateUse(URI uri) {
        return uri.getScheme() != null
                && uri.getScheme().contains(".")
                && uri.getRawPath() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null;
    }
}
