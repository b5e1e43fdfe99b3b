package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ProviderExtension.class)
class AuthorizeEndpointTest {
    private final DevelopmentProvider provider;
    private final Client client;

    AuthorizeEndpointTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
    }

    @AfterEach
    void reset() {
        provider.autoApprove(false).loginPage(LoginPage.HTML_200);
    }

    @Test
    void every_answer_carries_state_and_issuer() {
        provider.autoApprove(true);
        assertThat(Client.location(client.authorize()).pairs())
                .contains(Map.entry("state", client.state), Map.entry("iss", provider.issuer()));
        assertThat(Client.location(client.authorize("response_type", "token")).pairs())
                .contains(Map.entry("state", client.state), Map.entry("iss", provider.issuer()));
    }

    @Test
    void form_post_answers_with_a_page_that_posts_itself() {
        provider.autoApprove(true);
        String redirectUri = Client.REDIRECT_URI
                + "?a=\"><script>".replace("\"><", "%22%3E%3C").replace(">", "%3E");
        String state = "\"><script>alert('&')</script>";

        HttpResponse<String> page =
                client.authorize("response_mode", "form_post", "state", state, "redirect_uri", redirectUri);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("alert('");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        Document document = Jsoup.parse(page.body());
        assertThat(document.select("form").attr("method")).isEqualTo("post");
        assertThat(document.select("form").attr("action")).isEqualTo(redirectUri);
        assertThat(document.select("input[name=state]").val()).isEqualTo(state);
        assertThat(document.select("input[name=iss]").val()).isEqualTo(provider.issuer());
        String code = document.select("input[name=code]").val();
        assertThat(client.redeem(code, "redirect_uri", redirectUri).statusCode())
                .isEqualTo(200);
    }

    @Test
    void form_post_carries_errors_too() {
        Document page = Jsoup.parse(
                client.authorize("response_mode", "form_post", "prompt", "none").body());
        assertThat(page.select("input[name=error]").val()).isEqualTo("login_required");
    }

    @ParameterizedTest
    @CsvSource({"REDIRECT_302_ABSOLUTE,302,http", "REDIRECT_303_RELATIVE,303,/login"})
    void the_login_page_may_be_a_redirect_away(LoginPage shape, int status, String start) {
        provider.loginPage(shape);
        HttpResponse<String> hop = client.authorize();
        assertThat(hop.statusCode()).isEqualTo(status);
        String location = hop.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(start);
        HttpResponse<String> page =
                client.browser.get(hop.uri().resolve(location).toString());
        assertThat(Client.location(client.submit(page.body(), "ada", "approve")).get("code"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(LoginPage.class)
    void only_the_browser_that_was_asked_can_log_in(LoginPage shape) {
        provider.loginPage(shape);
        client.authorize();
        String login = cookieName(client.authorize());
        Map<String, String> form = Map.of("login", login, "username", "eve", "action", "approve");
        assertThat(new Browser().post(client.at("login"), form).statusCode()).isEqualTo(400);
        assertThat(new Browser().get(client.at("login?login=" + login)).statusCode())
                .isEqualTo(400);
        assertThat(client.browser.post(client.at("login"), form).statusCode()).isEqualTo(303);
    }

    @Test
    void a_login_can_be_completed_once() {
        String page = client.authorize().body();
        assertThat(client.submit(page, "ada", "approve").statusCode()).isEqualTo(303);
        assertThat(client.submit(page, "ada", "approve").statusCode()).isEqualTo(400);
    }

    @Test
    void two_tabs_log_in_independently() {
        String first = client.authorize().body();
        String second = client.authorize().body();
        assertThat(client.submit(first, "ada", "approve").statusCode()).isEqualTo(303);
        assertThat(client.submit(second, "bob", "approve").statusCode()).isEqualTo(303);
    }

    @Test
    void a_person_may_say_no() {
        Parameters answer = Client.location(client.submit(client.authorize().body(), "ada", "deny"));
        assertThat(answer.get("error")).isEqualTo("access_denied");
        assertThat(answer.get("code")).isNull();
        assertThat(Client.location(client.authorize("prompt", "none")).get("error"))
                .isEqualTo("login_required");
    }

    @Test
    void the_second_login_is_automatic_unless_the_client_insists() {
        client.code();
        assertThat(Client.location(client.authorize()).get("code")).isNotEmpty();
        assertThat(Client.location(client.authorize("prompt", "none")).get("code"))
                .isNotEmpty();
        assertThat(client.authorize("prompt", "login").statusCode()).isEqualTo(200);
        assertThat(new Client(provider).authorize().statusCode()).isEqualTo(200);
    }

    @Test
    void auto_approval_needs_nobody() {
        provider.autoApprove(true);
        HttpResponse<String> answer = client.authorize("prompt", "none");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(Client.location(answer).get("code")).isNotEmpty();
    }

    @Test
    void the_login_page_shows_what_it_was_given_as_text() {
        String page = client.authorize("client_id", "<script>alert(1)</script>").body();
        assertThat(page).contains("&lt;script&gt;").doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/cb",
                "http://localhost.example.com/cb",
                "http://127.0.0.1@example.com/cb",
                "http://user@localhost/cb",
                "http://localhost/cb#fragment",
                "javascript:alert(1)",
                "/cb",
                "http://local host/"
            })
    void nothing_is_sent_to_a_redirect_uri_that_is_not_on_loopback(String redirectUri) {
        provider.autoApprove(true);
        HttpResponse<String> answer = client.authorize("redirect_uri", redirectUri);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080/cb", "https://localhost/cb", "http://[::1]:1/cb", "http://127.1.2.3/"})
    void any_loopback_redirect_uri_will_do(String redirectUri) {
        provider.autoApprove(true);
        assertThat(client.authorize("redirect_uri", redirectUri).statusCode()).isEqualTo(302);
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_type, '', invalid_request",
        "response_mode, fragment, invalid_request",
        "code_challenge, '', invalid_request",
        "code_challenge, too-short, invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, '', invalid_request",
        "code_challenge_method, s256, invalid_request"
    })
    void a_bad_request_is_refused_at_the_redirect_uri(String name, String value, String error) {
        provider.autoApprove(true);
        assertThat(Client.location(client.authorize(name, value)).get("error")).isEqualTo(error);
    }

    private static String cookieName(HttpResponse<String> hop) {
        String cookie = hop.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("; HttpOnly").contains("; SameSite=Lax", "; Path=/login");
        return cookie.substring(0, cookie.indexOf('='));
    }
}
