package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.ops.Scrape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfirmBindingTest {
    private static final String HTML = "text/html";

    private TestGateway gateway;

    @BeforeAll
    void start(TestGateways gateways) {
        gateway = gateways.start(config -> config.getJsonObject("flows").put("binding", "confirm"));
    }

    @Test
    void the_program_gets_the_code_once_the_person_agrees() throws Exception {
        Login login = gateway.login().seeded();
        CompletableFuture<Reply> parked = login.park();

        Tab tab = signedIn(login);
        Document question = Jsoup.parse(tab.page().body());
        String code = tab.parameters().getOrDefault("code", "");
        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(parked).isNotDone();
        tab.submit(Map.of("agreed", "yes"));

        assertThat(question.select("#message").text()).isEqualTo(bindingMessage(login.state()));
        assertThat(question.select("#address").text()).isIn("from 127.0.0.1", "from 0:0:0:0:0:0:0:1", "from ::1");
        assertThat(question.select("#age").text()).isEqualTo("less than a minute");
        assertThat(tab.page().body()).contains("You are signed in");
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
    }

    @Test
    void a_click_alone_agrees_to_nothing() throws Exception {
        Login login = gateway.login().seeded();

        Document question = Jsoup.parse(signedIn(login).page().body());

        String code = bindingMessage(login.state());
        String wanted = question.expectFirst("#typed[required]").attr("pattern");
        assertThat(code.substring(0, 4)).matches(wanted);
        assertThat(code.substring(0, 4).toUpperCase(Locale.ROOT)).matches(wanted);
        assertThat(code.substring(4)).doesNotMatch(wanted);
        assertThat(question.select("[formnovalidate]").eachAttr("value")).containsExactly("no");
    }

    @Test
    void behind_a_proxy_the_person_is_told_the_address_of_the_program(TestGateways gateways) {
        TestGateway behind = gateways.start(config -> {
            config.getJsonObject("flows").put("binding", "confirm");
            config.getJsonObject("http")
                    .put("trusted-proxies", new JsonArray().add("127.0.0.1").add("::1"));
        });
        JsonObject challenge = behind.get("/pkce/challenge", "X-Forwarded-For", "192.0.2.1, 203.0.113.7")
                .expect(200)
                .json("challenge");

        JsonObject question = respond(Login.of(behind, challenge).seeded(), "behind-a-proxy");

        assertThat(question.getString("address")).isEqualTo("203.0.113.7");
    }

    @Test
    void the_program_is_refused_when_the_person_does_not_agree() {
        Login login = gateway.login().seeded();
        CompletableFuture<Reply> parked = login.park();

        Tab tab = signedIn(login);
        String code = tab.parameters().getOrDefault("code", "");
        tab.submit(Map.of("agreed", "no"));

        assertThat(tab.page().body()).contains("You are not signed in");
        parked.join().expectProblem(400, "access_denied");
        login.token(code).expectProblem(400, "invalid_grant");
        login.respond(code).expectProblem(400, "invalid_request");
        login.token(code).expectProblem(400, "invalid_grant");
    }

    @Test
    void a_wrong_ticket_changes_nothing() {
        Login login = gateway.login().seeded();
        JsonObject question = respond(login, "wrong-ticket");

        confirm(Map.of("state", login.state(), "ticket", "guessed", "agreed", "yes"))
                .expectProblem(400, "invalid_request");
        confirm(answer(question, "yes")).expect(204);
        assertThat(await(login).expect(200).json("result").getString("code")).isEqualTo("wrong-ticket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "ticket", "agreed"})
    void an_incomplete_answer_changes_nothing(String missing) {
        Login login = gateway.login().seeded();
        Map<String, String> incomplete = new HashMap<>(answer(respond(login, "incomplete-" + missing), "yes"));
        Map<String, String> complete = Map.copyOf(incomplete);
        incomplete.remove(missing);

        confirm(incomplete).expectProblem(400, "invalid_request");
        incomplete.put(missing, "perhaps");
        confirm(incomplete).expectProblem(400, "invalid_request");
        gateway.postAsync(
                        "/pkce/confirm",
                        "application/x-www-form-urlencoded",
                        Forms.encode(complete) + "&" + missing + "=" + complete.get(missing))
                .join()
                .expectProblem(400, "invalid_request");
        confirm(complete).expect(204);
    }

    @Test
    void the_same_response_again_asks_the_same_question_and_another_is_refused() {
        Login login = gateway.login().seeded();
        JsonObject question = respond(login, "first");

        assertThat(respond(login, "first")).isEqualTo(question);
        login.respond("second").expectProblem(400, "invalid_request");
        confirm(answer(question, "yes")).expect(204);
        assertThat(login.respond("first").expect(200).json("result").getString("code"))
                .isEqualTo("first");
        confirm(answer(question, "no")).expectProblem(400, "invalid_request");
    }

    @Test
    void a_browser_that_fetches_the_callback_as_something_else_than_a_page_hands_nothing_over() {
        Login login = gateway.login().seeded();
        CompletableFuture<Reply> parked = login.park();
        Awaitility.await().until(() -> Scrape.waiting(gateway) == 1);

        Reply reply = gateway.get("/pkce/response/code?code=embedded&state=" + login.state(), "Accept", "image/*");

        assertThat(reply.expect(202).json().fieldNames()).containsExactly("confirmation");
        assertThat(parked).isNotDone();
        gateway.post("/pkce/clear?state=" + login.state()).expect(204);
        parked.join().expectProblem(410, "flow_cleared");
    }

    @Test
    void a_flow_that_was_cleared_while_its_person_was_asked_stays_ended() {
        Login login = gateway.login().seeded();
        JsonObject question = respond(login, "cleared-code");

        gateway.post("/pkce/clear?state=" + login.state()).expect(204);

        confirm(answer(question, "yes")).expectProblem(400, "invalid_request");
        login.token("cleared-code").expectProblem(400, "invalid_grant");
    }

    @Test
    void who_asks_again_while_the_person_is_asked_is_told_too() {
        Login login = gateway.login().seeded();
        JsonObject question = respond(login, "late");
        await(login, "respond-async").expect(202);

        CompletableFuture<Reply> again = gateway.getAsync("/pkce/code?state=" + login.state());
        CompletableFuture<Reply> same = login.park();
        confirm(answer(question, "yes")).expect(204);

        assertThat(again.join().expect(200).json("result").getString("code")).isEqualTo("late");
        assertThat(same.join().expect(200).json("result").getString("code")).isEqualTo("late");
    }

    @Test
    void a_provider_that_answers_at_once_brings_nobody_who_could_be_asked() {
        Login login = gateway.login();

        login.token(login.approved()).expect(200);
    }

    @Test
    void an_error_needs_no_agreement() {
        Login login = gateway.login().seeded();
        CompletableFuture<Reply> parked = login.park();

        gateway.postForm("/pkce/response/code", Map.of("error", "access_denied", "state", login.state()))
                .expectProblem(400, "access_denied");
        parked.join().expectProblem(400, "access_denied");
    }

    @Test
    void the_page_may_send_its_form_home_and_runs_nothing() throws Exception {
        ChallengedPkce challenge = PkceGateway.on(gateway.vertx())
                .challenge(new ChallengeRequest(null, "<script>alert(1)</script>"))
                .await(10, TimeUnit.SECONDS);
        Login login =
                Login.foreign(gateway, challenge.state(), challenge.verifier().reveal(), challenge.challenge());
        login.seeded();

        Reply page = login.respond("markup", "Accept", HTML).expect(202);

        assertThat(Jsoup.parse(page.body()).select("script")).isEmpty();
        assertThat(Jsoup.parse(page.body()).select("#address").text()).contains("<script>");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; style-src 'sha256-")
                .endsWith("form-action 'self'");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.body()).doesNotContain("markup");
    }

    private Tab signedIn(Login login) {
        Tab tab = new Tab(gateway.authorizeUrl(login.state()));
        tab.submit(Map.of("username", "ada", "action", "approve"));
        assertThat(tab.page().statusCode()).as(tab.page().body()).isEqualTo(202);
        return tab;
    }

    private static JsonObject respond(Login login, String code) {
        JsonObject question = login.respond(code).expect(202).json("confirmation");
        // Seconds may pass between two questions.
        question.remove("age");
        return question;
    }

    private static Map<String, String> answer(JsonObject question, String agreed) {
        return Map.of("state", question.getString("state"), "ticket", question.getString("ticket"), "agreed", agreed);
    }

    private Reply confirm(Map<String, String> form) {
        return gateway.postForm("/pkce/confirm", form);
    }

    private Reply await(Login login, String... preference) {
        String[] headers = preference.length == 0 ? new String[0] : new String[] {"Prefer", preference[0]};
        return gateway.get("/pkce/code?state=" + login.state(), headers);
    }

    /** As the README tells programs to make it. */
    private static String bindingMessage(String state) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.US_ASCII));
        String digits = HexFormat.of().formatHex(hash).substring(0, 8);
        return digits.substring(0, 4) + "-" + digits.substring(4);
    }
}
