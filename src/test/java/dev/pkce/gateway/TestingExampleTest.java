package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.testing.PkceGatewayExtension;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of the testing guide, which a test compares with it: a client on its bad days. */
class TestingExampleTest {
    @RegisterExtension
    static final PkceGatewayExtension PKCE =
            new PkceGatewayExtension(new JsonObject().put("flows", new JsonObject().put("wait", "10s")));

    private final Client client = new Client(PKCE.gateway().url());

    @Test
    void a_person_signs_in(DevelopmentProvider provider) throws Exception {
        provider.autoApprove(true);

        assertThat(client.signIn()).isEqualTo("Welcome");
    }

    @Test
    void who_declines_is_not_asked_again(DevelopmentProvider provider) throws Exception {
        provider.refuse("access_denied");

        assertThat(client.signIn()).isEqualTo("You did not sign in");
    }

    @Test
    void a_slow_provider_is_told_of(DevelopmentProvider provider) throws Exception {
        provider.autoApprove(true).slow(Duration.ofSeconds(5));

        assertThat(client.signIn()).isEqualTo("Still waiting");
    }

    @Test
    void a_provider_that_is_down_is_told_of(DevelopmentProvider provider) throws Exception {
        provider.autoApprove(true);
        String code = client.code();
        provider.down();

        assertThat(client.redeem(code)).isEqualTo("Please try later");
    }

    @Test
    void keys_that_change_are_nobodys_business(DevelopmentProvider provider) throws Exception {
        provider.autoApprove(true).rotateKeys().await();

        assertThat(client.signIn()).isEqualTo("Welcome");
    }

    /** What is tested here: a program that signs people in over HTTP. */
    private static final class Client {
        private static final Duration PATIENCE = Duration.ofSeconds(2);

        private final HttpClient http = HttpClient.newHttpClient();
        private final String gateway;
        private JsonObject challenge = new JsonObject();

        Client(String gateway) {
            this.gateway = gateway;
        }

        String signIn() throws Exception {
            try {
                return redeem(code());
            } catch (HttpTimeoutException slow) {
                return "Still waiting";
            } catch (IllegalStateException refused) {
                return "You did not sign in";
            }
        }

        String code() throws Exception {
            challenge = json(send("/pkce/challenge", null)).getJsonObject("challenge");
            JsonObject seed = new JsonObject()
                    .put("response_type", "code")
                    .put("client_id", "my-client")
                    .put("scope", new JsonArray().add("openid"))
                    .put("state", challenge.getString("state"))
                    .put("nonce", challenge.getString("nonce"))
                    .put("code_challenge", challenge.getString("challenge"))
                    .put("code_challenge_method", "S256");
            HttpResponse<String> answer = send("/pkce/code", seed);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(json(answer).getString("error"));
            }
            return json(answer).getJsonObject("result").getString("code");
        }

        String redeem(String code) throws Exception {
            JsonObject call = new JsonObject()
                    .put("grant_type", "authorization_code")
                    .put("client_id", "my-client")
                    .put("code", code)
                    .put("redirect_uri", gateway + "/pkce/response/code")
                    .put("code_verifier", challenge.getString("verifier"));
            return send("/pkce/token", call).statusCode() == 200 ? "Welcome" : "Please try later";
        }

        private HttpResponse<String> send(String path, @Nullable JsonObject body) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(gateway + path)).timeout(PATIENCE);
            if (body != null) {
                request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode()));
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }

        private static JsonObject json(HttpResponse<String> answer) {
            return new JsonObject(answer.body());
        }
    }
}
