package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.BrokenServer;
import dev.pkce.gateway.demo.Par;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that bring a request object (RFC 9101) of their own, or the address of one. */
@ExtendWith(GatewayExtension.class)
class RequestObjectTest {
    private final Vertx vertx = Vertx.vertx();
    private BrokenServer elsewhere;

    @BeforeEach
    void open() throws Exception {
        elsewhere = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "F6: {0} in a seed goes no further, and its address is fetched by nobody")
    @ValueSource(strings = {"request", "request_uri"})
    void in_the_seed(String member, TestGateway gateway) {
        Login login = gateway.login();
        gateway.postJson("/pkce/code", login.seed().put(member, elsewhere.url()), "Prefer", "respond-async")
                .expect(202);

        Recorded asked = Seeds.asked(gateway, login.state());

        assertThat(asked.query().all(member)).isEmpty();
        login.token(login.signIn()).expect(200);
        assertThat(elsewhere.connections()).isZero();
    }

    @ParameterizedTest(name = "F6: {0} in a seed is not pushed either")
    @ValueSource(strings = {"request", "request_uri"})
    void in_a_push(String member, TestGateways gateways, TestGateway any) {
        any.provider().par(Par.REQUIRED);
        TestGateway gateway = gateways.start();
        Login login = gateway.login();
        gateway.postJson("/pkce/code", login.seed().put(member, elsewhere.url()), "Prefer", "respond-async")
                .expect(202);

        login.token(login.signIn()).expect(200);

        assertThat(any.provider().recorder().at("/oauth/par"))
                .singleElement()
                .satisfies(push -> assertThat(push.form().all(member)).isEmpty());
        assertThat(elsewhere.connections()).isZero();
    }

    @ParameterizedTest(
            name = "F6: {0} among the additional parameters is refused, and its address is fetched by nobody")
    @ValueSource(strings = {"request", "request_uri"})
    void among_additional_parameters(String member, TestGateway gateway) {
        JsonObject additional = new JsonObject().put(member, elsewhere.url());

        Seeds.refused(gateway, "invalid_request", seed -> seed.put("ADDITIONAL_PARAMETERS", additional));

        assertThat(elsewhere.connections()).isZero();
    }
}
