package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.BrokenServer;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.RawAnswer;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every redirect leads to a server that answers whatever is asked of it, and that nobody must ask. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectsTest {
    private final Vertx vertx = Vertx.vertx();
    private DevelopmentProvider provider;
    private BadDay day;
    private BrokenServer elsewhere;

    @BeforeAll
    void begin(TestGateways gateways, DevelopmentProvider own) throws Exception {
        provider = own;
        day = new BadDay(gateways, own, section -> {});
        elsewhere = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
        elsewhere.answer(RawAnswer.json("{\"access_token\":\"canary-7f3a9c\",\"token_type\":\"Bearer\",\"keys\":[]}"));
    }

    @AfterAll
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "G10, Q12: {0} that is redirected by {1} fails, and nobody follows")
    @MethodSource
    void not_followed(Exchange exchange, int status) {
        day.fails(exchange, Fault.redirect(status, elsewhere.url() + BadDay.CANARY), 502);

        assertThat(elsewhere.connections()).isZero();
    }

    static Stream<Arguments> not_followed() {
        return Arrays.stream(Exchange.values())
                .filter(exchange -> exchange != Exchange.AUTHORIZE)
                .flatMap(exchange -> Stream.of(301, 302, 303, 307, 308).map(status -> Arguments.of(exchange, status)));
    }

    @ParameterizedTest(name = "G10: {0} from the authorize endpoint is for the browser of the person")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void only_a_person_follows(int status, TestGateway gateway) {
        provider.faults().once(Leg.AUTHORIZE, Fault.redirect(status, elsewhere.url()));
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.park();
        await().until(() -> Exchange.AUTHORIZE.hits(provider) == 1);

        String code = login.signIn();

        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
        assertThat(elsewhere.connections()).isZero();
    }

    @ParameterizedTest(name = "Q12: {0} that is redirected to itself is asked for once")
    @EnumSource(names = {"DISCOVERY", "JWKS", "TOKEN"})
    void no_loop(Exchange exchange) {
        day.fails(exchange, Fault.redirect(302, exchange.path()), 502);
    }
}
