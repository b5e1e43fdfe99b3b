package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a caller waits, by its own wish (RFC 7240), under a limit of two seconds, or one that it does not reach. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PreferTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    // What a busy machine may take besides; whoever waited until the limit that is out of reach took longer still.
    private static final Duration LATE = Duration.ofSeconds(3);

    private static final List<String> NO_WAITS =
            List.of("wait=1000000000", "wait=-1", "wait=abc", "wait=", "wait", "wait=1.5", "wait=1s", ", ,;=", "\"");

    private TestGateway gateway;
    private TestGateway patient;

    @BeforeAll
    void start(TestGateways gateways) {
        gateway = gateways.start(config -> config.put("flows", new JsonObject().put("wait", "2s")));
        gateway.login().whole();
        patient = gateways.start(config -> config.put("flows", new JsonObject().put("wait", "6s")));
        patient.login().whole();
    }

    @ParameterizedTest(name = "F11: wait={0} ends after {1} s with 202 while the flow lives on")
    @CsvSource({"0, 0", "1, 1", "7, 2", "999999999, 2"})
    void a_wait_ends_when_it_was_wished_to(int wished, int seconds) {
        Reply reply = waited(Duration.ofSeconds(seconds), "Prefer", "wait=" + wished);

        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=" + wished);
    }

    @Test
    @DisplayName("F11: values that are no wait are ignored, each for itself")
    void a_value_that_is_no_wait_is_ignored() {
        long begun = System.nanoTime();
        List<CompletableFuture<Reply>> callers = NO_WAITS.stream()
                .map(preference ->
                        gateway.postJsonAsync("/pkce/code", gateway.login().seed(), "Prefer", preference))
                .toList();
        for (CompletableFuture<Reply> caller : callers) {
            assertThat(caller.join().expect(202).headers().map()).doesNotContainKey("preference-applied");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(LIMIT, LIMIT.plus(LATE));
    }

    @Test
    @DisplayName("F11: of two waits the first counts (RFC 7240 section 2)")
    void of_two_waits_the_first_counts() {
        assertThat(waited(Duration.ZERO, "Prefer", "wait=0, wait=60").header("Preference-Applied"))
                .isEqualTo("wait=0");
        assertThat(waited(Duration.ZERO, "Prefer", "wait=0", "Prefer", "wait=60")
                        .header("Preference-Applied"))
                .isEqualTo("wait=0");
    }

    @ParameterizedTest(name = "F11: Prefer: {0} waits for one second")
    @ValueSource(strings = {"respond-async, wait=1", "wait=1, respond-async", "WAIT = \"1\"", "return=minimal, wait=1"})
    void a_wait_is_found_among_other_preferences(String preference) {
        assertThat(waited(Duration.ofSeconds(1), "Prefer", preference).header("Preference-Applied"))
                .contains("wait=1");
    }

    @Test
    @DisplayName("F11: the answer comes before the wait is over, as soon as there is one")
    void an_answer_ends_the_wait() {
        Login login = patient.login().seeded();
        CompletableFuture<Reply> caller =
                patient.getAsync("/pkce/code?state=" + Forms.encode(login.state()), "Prefer", "wait=6");
        login.respond("early").expect(200);

        assertThat(caller.join().expect(200).json("result").getString("code")).isEqualTo("early");
    }

    @Test
    @DisplayName("F11: once the flow has expired the wait ends with 504")
    void a_flow_that_expires_ends_the_wait(TestGateways gateways) {
        TestGateway brief = gateways.start(config -> config.put("flows", new JsonObject().put("ttl", "2s")));
        Login login = brief.login();

        brief.postJson("/pkce/code", login.seed(), "Prefer", "wait=30").expectProblem(504, "flow_expired");
    }

    @Test
    @DisplayName("F12: respond-async answers at once where to ask again and where the person goes")
    void respond_async_answers_at_once() {
        Login login = patient.login();

        Reply reply = seeded(patient, login, Duration.ZERO, "Prefer", "respond-async");

        assertThat(reply.header("Preference-Applied")).isEqualTo("respond-async");
        String code = login.signIn();
        assertThat(patient.get(reply.header("Location")).expect(200).json("result"))
                .isEqualTo(new JsonObject().put("code", code).put("state", login.state()));
    }

    private Reply waited(Duration expected, String... headers) {
        TestGateway asked = expected.compareTo(LIMIT) < 0 ? patient : gateway;
        return seeded(asked, asked.login(), expected, headers);
    }

    /** Seeds; the 202 that came when {@code expected}, and whose flow lives on. */
    private static Reply seeded(TestGateway asked, Login login, Duration expected, String... headers) {
        long begun = System.nanoTime();
        Reply reply = asked.postJson("/pkce/code", login.seed(), headers).expect(202);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(expected, expected.plus(LATE));
        assertThat(reply.json().fieldNames()).containsExactly("seed");
        assertThat(reply.json("seed").getString("state")).isEqualTo(login.state());
        String query = "?state=" + Forms.encode(login.state());
        assertThat(reply.header("Location")).isEqualTo("/pkce/code" + query);
        assertThat(reply.header("Link"))
                .isEqualTo("<" + asked.url() + "/pkce/authorize" + query + ">; rel=\"authorization\"");
        asked.get("/pkce/authorize" + query).expect(302);
        return reply;
    }
}
