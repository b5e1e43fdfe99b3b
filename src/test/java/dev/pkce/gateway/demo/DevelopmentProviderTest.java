package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({ProviderExtension.class, VertxExtension.class})
class DevelopmentProviderTest {
    private final DevelopmentProvider provider;
    private final Client client;

    DevelopmentProviderTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
    }

    @AfterEach
    void reset() {
        provider.autoApprove(false);
        provider.recorder().clear();
    }

    @Test
    void a_person_logs_in_and_the_client_gets_tokens_for_that_person() {
        HttpResponse<String> page = client.authorize();
        assertThat(page.statusCode()).isEqualTo(200);
        HttpResponse<String> answer = client.submit(page.body(), "ada", "approve");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).startsWith(Client.REDIRECT_URI + "?code=");

        HttpResponse<String> tokens = client.redeem(Client.location(answer).required("code"));

        assertThat(tokens.statusCode()).isEqualTo(200);
        assertThat(tokens.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonObject body = Client.json(tokens);
        assertThat(body.fieldNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope", "id_token");
        assertThat(body.getString("token_type")).isEqualTo("Bearer");
        assertThat(body.getInteger("expires_in")).isEqualTo(3600);
        assertThat(body.getString("scope")).isEqualTo("openid profile email");
        JsonObject person = client.browser.getJson(
                client.at("userinfo"), "Authorization", "Bearer " + body.getString("access_token"));
        assertThat(person.getMap())
                .containsEntry("given_name", "Ada")
                .containsEntry("family_name", "Example")
                .containsEntry("name", "Ada Example")
                .containsEntry("nickname", "ada")
                .containsEntry("email", "ada@example.com")
                .containsEntry("email_verified", true)
                .containsKeys("sub", "picture");
    }

    @Test
    void a_repeated_parameter_is_refused_and_recorded() {
        provider.autoApprove(true);
        String query = Browser.encode(client.authorization()) + "&scope=openid";
        HttpResponse<String> answer = client.browser.get(client.at("authorize?" + query), "X-Canary", "seen");
        assertThat(Client.location(answer).get("error")).isEqualTo("invalid_request");
        Recorded recorded = provider.recorder().at("/authorize").get(0);
        assertThat(recorded.query().all("scope")).containsExactly("openid profile email", "openid");
        assertThat(recorded.header("x-canary")).isEqualTo("seen");
        assertThat(recorded.method()).isEqualTo("GET");
    }

    @Test
    void the_recorder_keeps_bodies_as_they_came() {
        client.redeem("c&=1", "code_verifier", "");
        Recorded recorded = provider.recorder().all().get(0);
        assertThat(recorded.body()).contains("code=c%26%3D1");
        assertThat(recorded.form().get("code")).isEqualTo("c&=1");
        assertThat(recorded.form().get("code_verifier")).isNull();
        assertThat(provider.recorder().count("/oauth/token")).isOne();
    }

    @Test
    void discovery_tells_the_truth() {
        JsonObject metadata = client.browser.getJson(client.at(".well-known/openid-configuration"));
        assertThat(metadata.getString("issuer")).isEqualTo(provider.issuer()).endsWith("/");
        assertThat(metadata.getBoolean("authorization_response_iss_parameter_supported"))
                .isTrue();
        assertThat(metadata.getJsonArray("code_challenge_methods_supported")).containsExactly("S256");
        assertThat(metadata.getJsonArray("response_modes_supported")).containsExactly("query", "form_post");
        assertThat(metadata.getString("authorization_endpoint")).isEqualTo(client.at("authorize"));
        assertThat(metadata.getString("token_endpoint")).isEqualTo(client.at("oauth/token"));
        assertThat(client.browser.getJson(metadata.getString("jwks_uri")).getJsonArray("keys"))
                .hasSize(1);
    }

    @Test
    void it_is_reached_on_loopback_only() throws Exception {
        for (InetAddress address : NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList()) {
            assertThat(accepts(address)).as("%s", address).isEqualTo(address.isLoopbackAddress());
        }
    }

    @Test
    void it_stops(Vertx vertx) throws Exception {
        DevelopmentProvider other = DevelopmentProvider.start(vertx, 0).await(10, TimeUnit.SECONDS);
        other.stop().await(10, TimeUnit.SECONDS);
        assertThat(client.browser.postAsync(other.issuer(), Map.of())).failsWithin(Duration.ofSeconds(5));
    }

    private boolean accepts(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, provider.port()), 2000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
