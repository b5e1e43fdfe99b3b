package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import dev.pkce.gateway.flow.FreshTexts;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.ext.web.client.WebClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Logins through a relay by a program that makes its challenges itself. Confined to one event loop. */
final class RelayedLogins {
    private static final String CALLBACK = "http://127.0.0.1/callback";
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

    private final FreshTexts fresh = new FreshTexts();
    private final WebClient client;
    private final String relay;

    RelayedLogins(WebClient client, String relay) {
        this.client = client;
        this.relay = relay;
    }

    Future<Void> signIn() {
        String verifier = fresh.random();
        String state = fresh.state();
        return client.getAbs(relay + "/authorize")
                .addQueryParam("response_type", "code")
                .addQueryParam("client_id", "any")
                .addQueryParam("redirect_uri", CALLBACK)
                .addQueryParam("scope", "openid profile email")
                .addQueryParam("state", state)
                .addQueryParam("nonce", state)
                .addQueryParam("code_challenge", fresh.s256(verifier))
                .addQueryParam("code_challenge_method", "S256")
                .followRedirects(false)
                .send()
                .map(answer -> code(answer.getHeader("Location")))
                .compose(code -> token(code, verifier));
    }

    private static String code(String location) {
        Matcher code = CODE.matcher(location == null ? "" : location);
        require(code.find(), "relay: no code");
        return code.group(1);
    }

    private Future<Void> token(String code, String verifier) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .add("grant_type", "authorization_code")
                .add("client_id", "any")
                .add("code", code)
                .add("redirect_uri", CALLBACK)
                .add("code_verifier", verifier);
        return client.postAbs(relay + "/token")
                .sendForm(form)
                .expecting(HttpResponseExpectation.SC_OK)
                .map(answer -> {
                    require(answer.bodyAsJsonObject().containsKey("id_token"), "relay: no ID token");
                    return null;
                });
    }
}
