package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.LoginPage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class AuthorizeProxyTest {
    @Test
    @DisplayName("B18: prompt=none that is refused reaches the caller within a second and ends the flow")
    void prompt_none(TestGateway gateway) {
        Seeds.asked(gateway, gateway.login().seeded().state());
        Duration shortest = Duration.ofMinutes(1);

        for (int i = 0; i < 3; i++) {
            Login login = gateway.login();
            long began = System.nanoTime();
            gateway.postJson("/pkce/code", login.seed().put("prompt", "none")).expectProblem(400, "login_required");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            shortest = took.compareTo(shortest) < 0 ? took : shortest;
            login.respond("late").expectProblem(400, "invalid_request");
            gateway.get("/pkce/authorize?state=" + login.state()).expectProblem(400, "invalid_request");
        }

        // A busy machine may stand still during any one of them.
        assertThat(shortest).isLessThan(Duration.ofSeconds(1));
    }

    @ParameterizedTest(
            name = "B19: a login page as {0} parks the caller until the callback, and nothing of it is relayed")
    @EnumSource(LoginPage.class)
    void login_page_parks(LoginPage page, TestGateway gateway) {
        gateway.provider().loginPage(page);
        gateway.provider().faults().once(Leg.AUTHORIZE, Fault.header("Set-Cookie", "upstream=canary"));
        Login login = gateway.login();

        Reply waited = gateway.postJson("/pkce/code", login.seed(), "Prefer", "wait=1");

        assertThat(waited.expect(202).json().containsKey("result")).isFalse();
        assertThat(waited.body()).doesNotContainIgnoringCase("<html");
        assertThat(waited.header("Set-Cookie")).isEmpty();
        assertThat(waited.toString()).doesNotContain("canary", "/login");
        assertThat(waited.header("Location")).isEqualTo("/pkce/code?state=" + login.state());
        Seeds.asked(gateway, login.state());
        assertThat(gateway.provider().recorder().count("/login")).isZero();
        CompletableFuture<Reply> parked = login.park();
        String code = login.signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    @ParameterizedTest(name = "a code at once by {0} is the answer")
    @ValueSource(strings = {"query", "form_post"})
    void code_at_once(String mode, TestGateway gateway) {
        gateway.provider().autoApprove(true);
        Login login = gateway.login();

        Reply reply = gateway.postJson("/pkce/code", login.seed().put("response_mode", mode))
                .expect(200);

        assertThat(reply.json("result").getString("state")).isEqualTo(login.state());
        Seeds.asked(gateway, login.state());
        login.token(reply.json("result").getString("code")).expect(200);
    }

    @Test
    @DisplayName("a code at once is taken whole, whatever it is made of")
    void code_at_once_with_semicolon(TestGateway gateway) {
        Login login = gateway.login();
        String query = "?code=a;state=b%3B%2B+c&state=" + login.state();
        gateway.provider().faults().once(Leg.AUTHORIZE, Fault.redirect(302, gateway.callback() + query));

        Reply reply = login.park().join().expect(200);

        assertThat(reply.json("result").getString("code")).isEqualTo("a;state=b;+ c");
    }

    @ParameterizedTest(name = "an error at once by {0} is the answer")
    @ValueSource(strings = {"query", "form_post"})
    void error_at_once(String mode, TestGateway gateway) {
        gateway.provider().faults().once(Leg.AUTHORIZE, Fault.refuse("access_denied", "Not you"));
        Login login = gateway.login();

        Reply refusal = gateway.postJson("/pkce/code", login.seed().put("response_mode", mode));

        refusal.expectProblem(400, "access_denied");
        assertThat(refusal.json().getString("detail")).isEqualTo("Not you");
        Seeds.asked(gateway, login.state());
        login.respond("late").expectProblem(400, "invalid_request");
    }

    @ParameterizedTest(name = "a provider that answers with {0} is a 502, and the same seed works afterwards")
    @MethodSource("failures")
    void provider_fails(String name, Fault fault, TestGateway gateway, DevelopmentProvider provider) {
        provider.faults().once(Leg.AUTHORIZE, fault);
        Login login = gateway.login();

        Reply failure = login.park().join().expectProblem(502, "server_error");

        assertThat(failure.body()).doesNotContain("Upstream", "elsewhere");
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(1);
        login.respond("late-" + login.state()).expectProblem(400, "invalid_request");
        CompletableFuture<Reply> parked = login.seeded().park();
        String code = login.signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
    }

    @ParameterizedTest(name = "an answer at once of {0} is a 502, and the same seed works afterwards")
    @ValueSource(
            strings = {
                "code=a&state={state}&iss=https://evil.example/",
                "error=access_denied&state={state}&iss=https://evil.example/",
                "code=taken&state={state}",
                "code=a&state=another",
                "code=a",
                "state={state}",
                "code=a&code=b&state={state}",
                "code=a&error=access_denied&state={state}"
            })
    void answer_does_not_fit(String query, TestGateway gateway, DevelopmentProvider provider) {
        Login earlier = gateway.login().seeded();
        // Or its own call would meet the fault.
        Seeds.asked(gateway, earlier.state());
        earlier.respond("taken");
        Login login = gateway.login();
        String location = gateway.callback() + "?" + query.replace("{state}", login.state());
        provider.faults().once(Leg.AUTHORIZE, Fault.redirect(302, location));

        login.park().join().expectProblem(502, "server_error");

        login.token(login.seeded().signIn()).expect(200);
    }

    @ParameterizedTest(name = "a redirect to {0} is followed by nobody but the person")
    @ValueSource(
            strings = {
                "https://elsewhere.example/login",
                "/pkce/response/code?code=a",
                "//elsewhere.example",
                "/login?not=a|valid uri"
            })
    void redirect_elsewhere(String location, TestGateway gateway, DevelopmentProvider provider) {
        provider.faults().once(Leg.AUTHORIZE, Fault.redirect(302, location));
        Login login = gateway.login();

        Reply waited =
                gateway.postJson("/pkce/code", login.seed(), "Prefer", "wait=1").expect(202);

        assertThat(waited.toString()).doesNotContain("elsewhere");
        login.token(login.signIn()).expect(200);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("500", Fault.html(500)),
                failure("503 JSON", Fault.json(503, "{\"error\":\"access_denied\"}")),
                failure("HTML 400", Fault.html(400)),
                failure("HTML 403", Fault.html(403)),
                failure("400 without JSON", Fault.json(400, "{")),
                failure("a reset", Fault.reset()));
    }

    private static Arguments failure(String name, Fault fault) {
        return Arguments.of(name, fault);
    }

    @Test
    @DisplayName("without preflight the provider is not asked, and a person signs in all the same")
    void no_preflight(TestGateways gateways) {
        TestGateway gateway = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("preflight", false));
        Login login = gateway.login();

        JsonObject waited = gateway.postJson("/pkce/code", login.seed(), "Prefer", "wait=1")
                .expect(202)
                .json();

        assertThat(waited.containsKey("result")).isFalse();
        assertThat(Seeds.reached(gateway.provider(), login.state())).isEmpty();
        CompletableFuture<Reply> parked = login.park();
        String code = login.signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
        assertThat(Seeds.reached(gateway.provider(), login.state())).hasSize(1);
    }
}
