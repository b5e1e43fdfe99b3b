package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.PkceGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is different where others than the user of this machine reach the gateway. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedGatewayTest {
    private static final String ID = "X-Application-ID";

    private TestGateway gateway;

    @BeforeAll
    void start(TestGateways gateways) {
        gateway = gateways.start(config -> {
            config.getJsonObject("flows").put("binding", "confirm");
            config.getJsonObject("http")
                    .put("trusted-proxies", new JsonArray().add("127.0.0.1").add("::1"));
        });
    }

    @ParameterizedTest(name = "P9: a stranger who posts {0} with {1} ends nobody''s sign-in")
    @CsvSource({"/pkce/clear, somebody", "/pkce/clear, else", "/pkce/clear?state=, somebody"})
    void strangers_clear_nothing(String path, String id) {
        Login login = gateway.login().seeded();

        gateway.post(path).expectProblem(400, "invalid_request");
        gateway.post(path, ID, id).expectProblem(400, "invalid_request");

        gateway.get("/pkce/code?state=" + login.state(), "Prefer", "wait=0").expect(202);
    }

    @Test
    @DisplayName("P9: who knows the state of a flow ends it, and no other")
    void a_known_state_is_cleared() throws Exception {
        Login other = gateway.login().seeded();
        Crowd.Member member = Crowd.park(gateway, 1).get(0);

        gateway.post("/pkce/clear?state=" + member.login().state()).expect(204);

        member.caller().join().expectProblem(410, "flow_cleared");
        gateway.get("/pkce/code?state=" + other.state(), "Prefer", "wait=0").expect(202);
    }

    @Test
    @DisplayName("P9: a program that the gateway is part of still clears all of an id")
    void the_event_bus_clears_all() throws Exception {
        Crowd.Member member = Crowd.park(gateway, 1).get(0);

        assertThat(PkceGateway.on(gateway.vertx())
                        .clear(new ClearRequest(null, null))
                        .await(10, TimeUnit.SECONDS))
                .isNotNull();

        member.caller().join().expectProblem(410, "flow_cleared");
    }

    @Test
    @DisplayName("whoever starts a sign-in can have no proxy's address shown instead of their own")
    void no_inner_address_is_shown() {
        JsonObject challenge = gateway.get(
                        "/pkce/challenge", "X-Forwarded-For", "203.0.113.7", "Forwarded", "for=192.0.2.1")
                .expect(200)
                .json("challenge");
        Login login = Login.of(gateway, challenge).seeded();

        JsonObject question = login.respond("hidden").expect(202).json("confirmation");
        String page = login.respond("hidden", "Accept", "text/html").expect(202).body();

        assertThat(question.getString("address")).isEqualTo("unknown");
        assertThat(Jsoup.parse(page).select("#address").text()).isEqualTo("from an address that is not known");
    }
}
