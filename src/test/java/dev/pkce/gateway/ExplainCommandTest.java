package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.trace.FlowHash;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@ExtendWith(GatewayExtension.class)
class ExplainCommandTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final TestGateway gateway;

    ExplainCommandTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private record Said(int code, String out, String err) {}

    private static Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new ExplainCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }

    private static String url(TestGateway gateway) {
        return "http://127.0.0.1:" + gateway.gateway().managementPort();
    }

    /** What is said of {@code login} once it has come to {@code outcome}. */
    private static String explained(TestGateway gateway, Login login, String outcome) {
        String hash = FlowHash.of(login.state());
        await().until(() -> run(hash, "--management", url(gateway)).out().startsWith("Login " + hash + ": " + outcome));
        return run(hash, "--management", url(gateway)).out();
    }

    @Test
    void a_whole_login() {
        Login login = gateway.login();
        login.whole();

        assertThat(explained(gateway, login, "signed in"))
                .containsSubsequence(
                        "The program asked for a sign-in.",
                        "The program was given the code.",
                        "The program was given the tokens.")
                .doesNotContain("Cause:", login.state(), login.verifier());
    }

    @Test
    void a_login_that_the_person_declined() {
        Login login = gateway.login().seeded();
        Reply refusal = gateway.postForm(
                "/pkce/response/code",
                Map.of("error", "access_denied", "error_description", "ada declined", "state", login.state()));

        assertThat(refusal.expect(400).header("PKCE-Flow")).isEqualTo(FlowHash.of(login.state()));
        assertThat(explained(gateway, login, "denied"))
                .contains(
                        "The identity provider refused the request. (access_denied)", "What to do: The person declined")
                .doesNotContain("ada declined");
    }

    @Test
    void a_login_that_took_too_long(TestGateways gateways) {
        TestGateway quick =
                gateways.start(config -> config.getJsonObject("flows").put("ttl", "2s"));

        assertThat(explained(quick, quick.login().seeded(), "expired"))
                .contains("(flow_expired)", "What to do: The person, or the program, took longer than flows.ttl.");
    }

    @Test
    void a_login_whose_verifier_was_wrong() {
        Login login = gateway.login();
        String code = login.approved();
        gateway.postJson("/pkce/token", login.tokenCall(code).put("code_verifier", "w".repeat(43)))
                .expectProblem(400, "invalid_grant");
        login.token(code).expect(200);
        login.token(code).expectProblem(400, "invalid_grant");

        await().until(() -> explained(gateway, login, "signed in").contains("used before"));
        assertThat(explained(gateway, login, "signed in"))
                .containsSubsequence(
                        "The verifier does not match the challenge. (invalid_grant)",
                        "What to do: The program must send the verifier",
                        "The program was given the tokens.",
                        "The code was used before, or its flow was ended. (invalid_grant)",
                        "What to do: The program redeems a code once");
    }

    @Test
    void the_logins_of_a_trace_and_their_json() {
        FlowEvent event = new FlowEvent(
                FlowEvent.Type.SEEDED,
                "of-the-trace",
                new FlowEvent.Timing(System.currentTimeMillis(), 1, 1),
                null,
                null,
                TRACE);
        gateway.vertx().eventBus().publish(Addresses.EVENTS, event);
        await().until(() -> run(TRACE, "--management", url(gateway)).code() == 0);

        Said json = run(TRACE, "--management", url(gateway) + "/", "--json");

        assertThat(run(TRACE, "--management", url(gateway)).out()).startsWith("Login of-the-trace: under way");
        assertThat(new JsonObject(json.out())
                        .getJsonArray("flows")
                        .getJsonObject(0)
                        .getString("flow"))
                .isEqualTo("of-the-trace");
    }

    @Test
    void the_gateway_is_found_by_its_configuration(@TempDir Path directory) throws Exception {
        String yaml = "management: {port: %d}%nproviders: [{issuer: \"%s\"}]%n"
                .formatted(
                        gateway.gateway().managementPort(), gateway.provider().issuer());
        Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml);

        Said unknown = run("nobody-knows", "-c", config.toString());

        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).contains("knows of no such login");
    }

    @Test
    void who_cannot_be_asked(@TempDir Path directory) throws Exception {
        assertThat(run("nobody-knows", "--management", "http://127.0.0.1:1").code())
                .isEqualTo(2);
        assertThat(run("nobody-knows", "--management", gateway.url()).code()).isEqualTo(2);
        assertThat(run("nobody-knows", "--management", "no address").code()).isEqualTo(2);
        assertThat(run("nobody-knows", "-c", directory.resolve("none").toString())
                        .code())
                .isEqualTo(2);
        assertThat(run("../metrics", "--management", url(gateway)).code()).isEqualTo(2);
    }
}
