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
 * @param authentication what shows that the gateway is this client
 * @param scope what a login asks for unless its seed says otherwise
 * @param audience the API that access tokens are for; null for the provider's default
 * @param redirectUris the only addresses a provider may send a person back to, compared exactly
 */
public record Client(
        @Nullable String id,
        ClientAuthentication authentication,
        List<String> scope,
        @Nullable String audience,
        List<String> redirectUris) {
    private static final String NONE = "none";
    private static final String BASIC = "client_secret_basic";
    private static final String POST = "client_secret_post";
    private static final String PRIVATE_KEY = "private_key_jwt";
    private static final List<String> DEFAULT_SCOPE = List.of("openid", "profile", "email");

    /** Copies the lists. */
    public Client {
        scope = List.copyOf(scope);
        redirectUris = List.copyOf(redirectUris);
    }

    /** A public client with the usual scope. */
    public static Client of(@Nullable String id) {
        return new Client(id, new ClientAuthentication.None(), DEFAULT_SCOPE, null, List.of());
    }

    /** Reads the client's keys of one element of {@code providers}; reads the file of its secret, if there is one. */
    static Client read(Settings settings) {
        Client client = new Client(
                settings.text("client-id"),
                authentication(settings),
                scope(settings),
                settings.text("audience"),
                settings.texts("redirect-uris", Client::redirectFlaw));
        if (!(client.authentication instanceof ClientAuthentication.None) && client.id == null) {
            settings.problem("client-id", "is required beside a client secret or key");
        }
        return client;
    }

    private static ClientAuthentication authentication(Settings settings) {
        Secret secret = settings.secret("client-secret");
        Secret key = settings.secret("client-key");
        String usual = key != null ? PRIVATE_KEY : secret != null ? BASIC : NONE;
        String method = settings.choice("client-auth", usual, List.of(NONE, BASIC, POST, PRIVATE_KEY));
        Secret needed = method.equals(PRIVATE_KEY) ? key : secret;
        if (method.equals(NONE) ? secret != null || key != null : needed == null || (secret != null && key != null)) {
            settings.problem("client-auth", "does not go with the client-secret or client-key that is given");
        }
        if (needed == null || method.equals(NONE)) {
            return new ClientAuthentication.None();
        }
        if (method.equals(PRIVATE_KEY)) {
            return privateKey(settings, needed);
        }
        return method.equals(POST) ? new ClientAuthentication.Post(needed) : new ClientAuthentication.Basic(needed);
    }

    private static ClientAuthentication privateKey(Settings settings, Secret json) {
        try {
            return new ClientAuthentication.PrivateKey(ClientKey.parse(json));
        } catch (IllegalArgumentException notAKey) {
            settings.problem("client-key", "must be a private RSA or EC key as a JSON Web Key");
            return new ClientAuthentication.None();
        }
    }

    /** How to authenticate as {@code clientId}: a secret goes with the client it is configured for and no other. */
    ClientAuthentication authenticationOf(String clientId) {
        return clientId.equals(id) ? authentication : new ClientAuthentication.None();
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
