package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F5: pushed authorization requests")
@ExtendWith(ProviderExtension.class)
class ParTest {
    private static final String SECRET = "a secret";

    private final DevelopmentProvider provider;
    private final Client client;

    ParTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.confidentialClient("confidential", SECRET);
    }

    @BeforeEach
    void offer() {
        provider.par(Par.OFFERED).autoApprove(true);
    }

    @AfterEach
    void reset() {
        provider.faults().clear();
        provider.par(Par.NONE).autoApprove(false);
    }

    @Test
    void a_pushed_request_is_answered_as_if_the_browser_had_brought_it() {
        HttpResponse<String> pushed = push();
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(pushed.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(Client.json(pushed).getInteger("expires_in")).isEqualTo(60);
        String uri = Client.json(pushed).getString("request_uri");
        assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:");

        Parameters answer = Client.location(start(uri, Client.ID));

        assertThat(answer.get("state")).isEqualTo(client.state);
        assertThat(client.redeem(answer.required("code")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_person_may_log_in_to_a_pushed_request() {
        provider.autoApprove(false);
        HttpResponse<String> page = start(requestUri(), Client.ID);
        assertThat(Client.location(client.submit(page.body(), "ada", "approve")).get("code"))
                .isNotEmpty();
    }

    @Test
    void a_request_uri_starts_one_login() {
        String uri = requestUri();
        assertThat(start(uri, Client.ID).statusCode()).isEqualTo(302);
        assertPage(start(uri, Client.ID));
    }

    @Test
    void a_request_uri_is_of_the_client_that_pushed() {
        String uri = requestUri();
        assertPage(start(uri, "another-client"));
        assertThat(start(uri, Client.ID).statusCode()).isEqualTo(302);
    }

    @Test
    void an_unknown_request_uri_is_refused_without_a_redirect() {
        assertPage(start("urn:ietf:params:oauth:request_uri:made-up", Client.ID));
    }

    @Test
    void what_else_the_browser_brings_does_not_count() {
        String query = Browser.encode(Map.of(
                "client_id", Client.ID, "request_uri", requestUri(), "state", "another", "scope", "offline_access"));
        Parameters answer = Client.location(client.browser.get(client.at("authorize?" + query)));
        assertThat(answer.get("state")).isEqualTo(client.state);
        JsonObject tokens = Client.json(client.redeem(answer.required("code")));
        assertThat(tokens.getString("scope")).isEqualTo("openid profile email");
    }

    @Test
    void an_error_goes_where_the_pushed_request_says() {
        provider.autoApprove(false);
        String uri = Client.json(push("prompt", "none")).getString("request_uri");
        assertThat(Client.location(start(uri, Client.ID)).get("error")).isEqualTo("login_required");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "code_challenge_method, plain, invalid_request",
        "code_challenge, short, invalid_request",
        "redirect_uri, https://example.com/, invalid_request",
        "client_id, '', invalid_request",
        "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request"
    })
    void a_bad_request_is_refused_when_it_is_pushed(String name, String value, String error) {
        HttpResponse<String> answer = push(name, value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Client.json(answer).getString("error")).isEqualTo(error);
    }

    @Test
    void a_client_authenticates_as_it_does_for_tokens() {
        HttpResponse<String> refused = push("client_id", "confidential");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Client.json(refused).getString("error")).isEqualTo("invalid_client");
        assertThat(push("client_id", "confidential", "client_secret", SECRET).statusCode())
                .isEqualTo(201);
    }

    @Test
    void a_request_through_the_browser_is_refused_only_where_pushing_is_required() {
        assertThat(Client.location(client.authorize()).get("code")).isNotEmpty();
        provider.par(Par.REQUIRED);
        assertThat(Client.location(client.authorize()).get("error")).isEqualTo("invalid_request");
        assertThat(start(requestUri(), Client.ID).statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"NONE, -", "OFFERED, false", "REQUIRED, true"})
    void the_metadata_say_whether(Par par, Boolean required) {
        provider.par(par);
        JsonObject metadata = client.browser.getJson(client.at(".well-known/openid-configuration"));
        assertThat(metadata.getBoolean("require_pushed_authorization_requests")).isEqualTo(required);
        assertThat(metadata.getString("pushed_authorization_request_endpoint"))
                .isEqualTo(required == null ? null : client.at("oauth/par"));
    }

    @Test
    void without_it_there_is_no_endpoint() {
        provider.par(Par.NONE);
        assertThat(push().statusCode()).isEqualTo(404);
    }

    @Test
    void its_leg_can_fail() {
        provider.faults().on(Leg.PAR, Fault.refuse("invalid_request", "No"));
        assertThat(push().statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> push(String... changes) {
        return client.browser.post(client.at("oauth/par"), client.authorization(changes));
    }

    private String requestUri() {
        return Client.json(push()).getString("request_uri");
    }

    private HttpResponse<String> start(String requestUri, String clientId) {
        String query = Browser.encode(Map.of("client_id", clientId, "request_uri", requestUri));
        return client.browser.get(client.at("authorize?" + query));
    }

    private static void assertPage(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
}
