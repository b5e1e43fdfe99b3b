package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class RevokeOnClearTest {
    private final TestGateway keeping;
    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    RevokeOnClearTest(TestGateway keeping, TestGateways gateways, DevelopmentProvider provider) {
        this.keeping = keeping;
        this.gateway = gateways.start(config -> config.getJsonObject("flows").put("revoke-on-clear", true));
        this.provider = provider;
    }

    @Test
    void a_clear_revokes_what_the_flows_of_its_application_brought() {
        JsonObject mine = signIn(login("mine"), true);
        JsonObject other = signIn(login("other"), true);
        signIn(login(null), true);

        clear("mine", "");
        awaitRevocations(1);
        clear("mine", "");

        assertThat(revoked().form().get("token")).isEqualTo(mine.getString("refresh_token"));
        assertThat(revoked().form().get("token_type_hint")).isEqualTo("refresh_token");
        refresh(mine).expectProblem(400, "invalid_grant");
        refresh(other).expect(200);
        assertThat(provider.recorder().count("/oauth/revoke")).isEqualTo(1);
    }

    @Test
    void without_a_refresh_token_it_is_the_access_token() {
        JsonObject token = signIn(login(null), false);

        clear(null, "");
        awaitRevocations(1);

        assertThat(revoked().form().get("token")).isEqualTo(token.getString("access_token"));
        assertThat(revoked().form().get("token_type_hint")).isEqualTo("access_token");
    }

    @Test
    void a_token_that_was_rotated_is_revoked_by_its_successor() {
        JsonObject first = signIn(login("app"), true);
        JsonObject second = refresh(first).expect(200).json("auth0", "oAuth", "token");

        clear("app", "");
        awaitRevocations(1);

        assertThat(revoked().form().get("token")).isEqualTo(second.getString("refresh_token"));
        refresh(first).expectProblem(400, "invalid_grant");
    }

    @Test
    void a_state_names_one_of_them() {
        Login one = login("app");
        JsonObject token = signIn(one, true);
        JsonObject other = signIn(login("app"), true);

        clear("app", "?state=" + one.state());
        awaitRevocations(1);

        assertThat(revoked().form().get("token")).isEqualTo(token.getString("refresh_token"));
        refresh(other).expect(200);
    }

    @Test
    void a_clear_waits_for_no_provider_and_a_failure_is_logged_without_the_token() throws Exception {
        JsonObject token = signIn(login("app"), true);
        provider.faults().once(Leg.REVOKE, Fault.unavailable("7")).on(Leg.REVOKE, Fault.hang());

        try (LogCapture log = new LogCapture()) {
            clear("app", "");

            await().until(() -> log.text().contains("could not be revoked after a clear and is tried again"));
            assertThat(log.text()).doesNotContain(token.getString("refresh_token"));
        }
        signIn(login("app"), true);
        clear("app", "");
        awaitRevocations(2);
        // Or it would go on trying while the next tests count.
        gateway.vertx().close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void a_clear_that_meets_an_exchange_ends_it_too() {
        Login login = login("app");
        String code = code(login, true);
        provider.faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)));
        CompletableFuture<Reply> exchange = gateway.postJsonAsync("/pkce/token", login.tokenCall(code));
        await().until(() -> provider.recorder().count("/oauth/token") == 1);

        clear("app", "");

        assertThat(exchange.join().expectProblem(410, "flow_cleared").body()).doesNotContain("access_token");
        awaitRevocations(1);
        login.token(code).expectProblem(400, "invalid_grant");
    }

    @Test
    void a_clear_that_meets_a_refresh_revokes_what_that_brings() {
        JsonObject token = signIn(login("app"), true);
        provider.faults()
                .once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)))
                .once(Leg.REVOKE, Fault.slow(Duration.ofSeconds(5)));
        int before = provider.recorder().count("/oauth/token");
        CompletableFuture<Reply> refresh = gateway.postJsonAsync("/pkce/token", refreshCall(token));
        await().until(() -> provider.recorder().count("/oauth/token") == before + 1);

        clear("app", "");

        assertThat(refresh.join().expectProblem(410, "flow_cleared").body()).doesNotContain("access_token");
        awaitRevocations(2);
        assertThat(provider.recorder().at("/oauth/revoke"))
                .extracting(call -> call.form().get("token"))
                .doesNotHaveDuplicates();
    }

    @Test
    void a_revocation_that_failed_is_tried_again() {
        JsonObject token = signIn(login("app"), true);
        provider.faults().once(Leg.REVOKE, Fault.unavailable("1"));

        clear("app", "");

        awaitRevocations(2);
        await().until(() -> refresh(token).status() == 400);
    }

    @Test
    void what_its_owner_revoked_is_not_revoked_again() {
        JsonObject first = signIn(login("app"), true);
        JsonObject second = signIn(login("app"), true);
        gateway.postJson(
                        "/pkce/revoke",
                        new JsonObject().put("client_id", Login.CLIENT).put("token", first.getString("refresh_token")))
                .expect(204);

        clear("app", "");
        awaitRevocations(2);

        assertThat(revoked().form().get("token")).isEqualTo(second.getString("refresh_token"));
    }

    @Test
    void unless_configured_a_clear_revokes_nothing() {
        Login login = keeping.login();
        JsonObject seed = offline(login);
        JsonObject token = login.token(login.approved(seed)).expect(200).json("auth0", "oAuth", "token");

        keeping.post("/pkce/clear").expect(204);

        keeping.postJson("/pkce/token", refreshCall(token)).expect(200);
        assertThat(provider.recorder().count("/oauth/revoke")).isZero();
    }

    private Login login(@Nullable String application) {
        JsonObject challenge = (application == null
                        ? gateway.get("/pkce/challenge")
                        : gateway.get("/pkce/challenge", "X-Application-ID", application))
                .expect(200)
                .json("challenge");
        return Login.foreign(
                gateway,
                challenge.getString("state"),
                challenge.getString("verifier"),
                challenge.getString("challenge"));
    }

    private static String code(Login login, boolean offline) {
        return login.approved(offline ? offline(login) : login.seed());
    }

    private static JsonObject offline(Login login) {
        return login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
    }

    private static JsonObject signIn(Login login, boolean offline) {
        return login.token(code(login, offline)).expect(200).json("auth0", "oAuth", "token");
    }

    private Reply refresh(JsonObject token) {
        return gateway.postJson("/pkce/token", refreshCall(token));
    }

    private static JsonObject refreshCall(JsonObject token) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token.getString("refresh_token"));
    }

    private void clear(@Nullable String application, String query) {
        (application == null
                        ? gateway.post("/pkce/clear" + query)
                        : gateway.post("/pkce/clear" + query, "X-Application-ID", application))
                .expect(204);
    }

    private void awaitRevocations(int count) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(provider.recorder().count("/oauth/revoke")).isEqualTo(count));
    }

    private Recorded revoked() {
        List<Recorded> all = provider.recorder().at("/oauth/revoke");
        return all.get(all.size() - 1);
    }
}
