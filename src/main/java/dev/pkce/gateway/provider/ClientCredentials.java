package dev.pkce.gateway.provider;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.Remedy;
import dev.pkce.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/** Reads how a client authenticates, and holds what is given for it against the method. */
final class ClientCredentials {
    /** By the names of OpenID Connect Core section 9. */
    private enum Method {
        NONE,
        CLIENT_SECRET_BASIC,
        CLIENT_SECRET_POST,
        PRIVATE_KEY_JWT
    }

    private static final String AUTH = "client-auth";
    private static final String SECRET = "client-secret";
    private static final String KEY = "client-key";
    private static final String KEY_ID = "client-key-id";

    private final Settings settings;
    private final boolean secretGiven;
    private final boolean keyGiven;

    private ClientCredentials(Settings settings) {
        this.settings = settings;
        this.secretGiven = settings.has(SECRET) || settings.has(SECRET + "-file");
        this.keyGiven = settings.has(KEY) || settings.has(KEY + "-file");
    }

    /** Reads the files that the secret or the key is in, so not for an event loop. */
    static ClientAuthentication read(Settings settings) {
        return new ClientCredentials(settings).read();
    }

    private ClientAuthentication read() {
        Secret secret = settings.secret(SECRET);
        ClientKey key = key();
        Method method = settings.choice(AUTH, usual());
        check(method);
        return switch (method) {
            case NONE -> new ClientAuthentication.None();
            case CLIENT_SECRET_BASIC ->
                secret == null ? new ClientAuthentication.None() : new ClientAuthentication.Basic(secret);
            case CLIENT_SECRET_POST ->
                secret == null ? new ClientAuthentication.None() : new ClientAuthentication.Post(secret);
            case PRIVATE_KEY_JWT ->
                key == null ? new ClientAuthentication.None() : new ClientAuthentication.PrivateKey(key);
        };
    }

    private Method usual() {
        if (keyGiven) {
            return Method.PRIVATE_KEY_JWT;
        }
        return secretGiven ? Method.CLIENT_SECRET_BASIC : Method.NONE;
    }

    private @Nullable ClientKey key() {
        Secret text = settings.secret(KEY);
        String id = settings.text(KEY_ID);
        if (text == null) {
            return null;
        }
        try {
            return ClientKey.parse(text, id);
        } catch (IllegalArgumentException notAKey) {
            settings.problem(given(KEY), String.valueOf(notAKey.getMessage()));
            return null;
        }
    }

    private void check(Method method) {
        boolean takesKey = method == Method.PRIVATE_KEY_JWT;
        boolean takesSecret = !takesKey && method != Method.NONE;
        if (takesKey && !keyGiven) {
            settings.problem(AUTH, "needs client-key-file (or client-key)", Remedy.give(KEY + "-file"));
        }
        if (takesSecret && !secretGiven) {
            settings.problem(AUTH, "needs client-secret-file (or client-secret)", Remedy.give(SECRET + "-file"));
        }
        if (secretGiven && !takesSecret) {
            superfluous(SECRET, "does not go with the client-auth or the client-key that is given");
        }
        if (keyGiven && !takesKey) {
            superfluous(KEY, "does not go with the client-auth that is given");
        }
        if (settings.has(KEY_ID) && !keyGiven) {
            settings.problem(KEY_ID, "needs client-key-file (or client-key)", Remedy.give(KEY + "-file"));
        }
        if (method != Method.NONE && !settings.has("client-id")) {
            settings.problem("client-id", "is required beside a client secret or key");
        }
    }

    private void superfluous(String key, String reason) {
        settings.problem(given(key), reason, Remedy.remove(given(key)));
    }

    /** Where a secret is: in the key itself, or in the file that the other one names. */
    private String given(String key) {
        return settings.has(key) ? key : key + "-file";
    }
}
