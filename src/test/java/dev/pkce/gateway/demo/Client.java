package dev.pkce.gateway.demo;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A well-behaved client in the middle of one login; tests bend what it sends. */
final class Client {
    static final String ID = "a-client";
    static final String REDIRECT_URI = "http://localhost:7/callback";

    final DevelopmentProvider provider;
    final Browser browser = new Browser();
    final String verifier = Crypto.random();
    final String state = Crypto.random();
    final String nonce = Crypto.random();

    Client(DevelopmentProvider provider) {
        this.provider = provider;
    }

    Map<String, String> authorization(String... changes) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", ID);
        query.put("redirect_uri", REDIRECT_URI);
        query.put("scope", "openid profile email");
        query.put("state", state);
        query.put("nonce", nonce);
        query.put("code_challenge", Crypto.base64Url(Crypto.sha256(verifier)));
        query.put("code_challenge_method", "S256");
        return changed(query, changes);
    }

    HttpResponse<String> authorize(String... changes) {
        return browser.get(at("authorize?" + Browser.encode(authorization(changes))));
    }

    /** What a person does with the login page. */
    HttpResponse<String> submit(String page, String user, String action) {
        Document document = Jsoup.parse(page, provider.issuer());
        String login = document.select("input[name=login]").val();
        return browser.post(
                document.select("form").get(0).absUrl("action"),
                Map.of("login", login, "username", user, "action", action));
    }

    /** A code by way of the login page, or at once where a session or auto-approval spares it. */
    String code(String... changes) {
        HttpResponse<String> answer = authorize(changes);
        HttpResponse<String> last = answer.statusCode() == 200 ? submit(answer.body(), "ada", "approve") : answer;
        return location(last).required("code");
    }

    Map<String, String> redemption(String code, String... changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", ID);
        form.put("code", code);
        form.put("redirect_uri", REDIRECT_URI);
        form.put("code_verifier", verifier);
        return changed(form, changes);
    }

    HttpResponse<String> redeem(String code, String... changes) {
        return token(redemption(code, changes));
    }

    HttpResponse<String> refresh(String refreshToken, String... changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", ID);
        form.put("refresh_token", refreshToken);
        return token(changed(form, changes));
    }

    HttpResponse<String> token(Map<String, String> form, String... headers) {
        return browser.post(at("oauth/token"), form, headers);
    }

    int userInfoStatus(String accessToken) {
        return browser.get(at("userinfo"), "Authorization", "Bearer " + accessToken)
                .statusCode();
    }

    String at(String path) {
        return provider.issuer() + path;
    }

    static Parameters location(HttpResponse<String> answer) {
        return Parameters.parse(
                URI.create(answer.headers().firstValue("Location").orElseThrow())
                        .getRawQuery());
    }

    static JsonObject json(HttpResponse<String> answer) {
        return new JsonObject(answer.body());
    }

    /** Names and values in turn; an empty value takes the parameter away. */
    private static Map<String, String> changed(Map<String, String> parameters, String... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                parameters.remove(changes[i]);
            } else {
                parameters.put(changes[i], changes[i + 1]);
            }
        }
        return parameters;
    }
}
