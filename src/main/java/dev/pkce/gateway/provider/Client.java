package dev.pkce.gateway.provider;

import dev.pkce.gateway.settings.Rule;
import dev.pkce.gateway.settings.SecureUrl;
import dev.pkce.gateway.settings.Settings;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client that the gateway is registered as at a provider.
 *
 * @param id the client id; null when every application brings its own
 * @param authentication what shows that the gateway is this client
 * @param scope what a login asks for unless its seed says otherwise
 * @param audience the API that access tokens are for; null for the provider's default
 * @param redirectUris the only addresses a provider may send a person back to, compared exactly but for the port of those
 *     on a loopback address that name none
 */
public record Client(
        @Nullable String id,
        ClientAuthentication authentication,
        List<String> scope,
        @Nullable String audience,
        List<String> redirectUris) {
    // RFC 6749 appendix A.4
    private static final Rule SCOPES = Rule.matching(
            "\\s*[\\x21\\x23-\\x5B\\x5D-\\x7E][\\x21\\x23-\\x5B\\x5D-\\x7E\\s]*",
            "must be of visible ASCII without \" and \\");
    private static final Pattern LOOPBACK =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1])):[1-9][0-9]{0,4}(/.*)?");
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

    /** Reads the client's keys of one element of {@code providers}; reads the file of its secret or key, if there is one. */
    static Client read(Settings settings) {
        return new Client(
                settings.text("client-id"),
                ClientCredentials.read(settings),
                scope(settings),
                settings.text("audience"),
                settings.texts("redirect-uris", Client::redirectFlaw));
    }

    /** Whether a provider may send a person back to {@code uri}. */
    boolean mayReturnTo(String uri) {
        return redirectUris.contains(uri) || redirectUris.contains(withoutPort(uri));
    }

    /** A program cannot know beforehand which port of its machine is free (RFC 8252 section 7.3). */
    private static String withoutPort(String uri) {
        Matcher loopback = LOOPBACK.matcher(uri);
        return loopback.matches() ? loopback.replaceFirst("$1$2") : uri;
    }

    /** How to authenticate as {@code clientId}: a secret goes with the client it is configured for and no other. */
    ClientAuthentication authenticationOf(String clientId) {
        return clientId.equals(id) ? authentication : new ClientAuthentication.None();
    }

    private static List<String> scope(Settings settings) {
        return settings.texts("scope", DEFAULT_SCOPE, SCOPES).stream()
                .flatMap(text -> Arrays.stream(text.split("\\s+", -1)))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
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
