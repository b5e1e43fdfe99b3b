package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Person;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class PersonTest {
    @Test
    void a_browser_that_comes_before_the_seed_is_sent_on_with_it(TestGateway gateway) {
        Login login = gateway.login();

        CompletableFuture<Reply> early = gateway.getAsync("/pkce/authorize?state=" + login.state());
        login.seeded();

        assertThat(early.join().expect(302).header("Location"))
                .startsWith(gateway.provider().issuer());
    }

    @Test
    void a_call_without_a_seed_learns_of_its_flow_as_soon_as_a_person_is_needed(TestGateways gateways) {
        TestGateway gateway = gateways.start(config -> provider(config).put("client-id", "own"));

        Reply pending = gateway.post("/pkce/code").expect(202);
        JsonObject challenge = pending.json("challenge");
        CompletableFuture<Reply> waiting = gateway.getAsync(pending.header("Location"));
        String code = new Person(gateway).signIn(challenge.getString("state"));

        assertThat(pending.header("Link")).contains("/pkce/authorize?state=" + challenge.getString("state"));
        assertThat(waiting.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    @Test
    @DisplayName("a code whose flow was cleared is not passed on as one that was won elsewhere")
    void a_cleared_code_is_spent(TestGateway gateway) {
        Login login = gateway.login().seeded();
        String code = login.signIn();

        gateway.post("/pkce/clear").expect(204);

        login.token(code).expectProblem(400, "invalid_grant");
        assertThat(gateway.provider().recorder().count("/oauth/token")).isZero();
    }

    private static JsonObject provider(JsonObject config) {
        return config.getJsonArray("providers").getJsonObject(0);
    }
}
