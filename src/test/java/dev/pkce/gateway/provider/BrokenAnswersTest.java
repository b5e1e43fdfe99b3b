package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that are cut off, endless, compressed or a server's own trouble. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenAnswersTest {
    private static final int LIMIT = 1 << 20;
    private static final String TOKENS = new JsonObject()
            .put("access_token", "a")
            .put("token_type", "Bearer")
            .encode();

    private DevelopmentProvider provider;
    private BadDay day;

    @BeforeAll
    void begin(TestGateways gateways, DevelopmentProvider own) {
        provider = own;
        day = new BadDay(gateways, own, section -> {});
    }

    @ParameterizedTest(name = "{1} is a 502 ({0})")
    @MethodSource
    void broken(Exchange exchange, Fault fault) {
        day.fails(exchange, fault, 502);
    }

    static Stream<Arguments> broken() {
        return Stream.of(Exchange.values()).flatMap(exchange -> faults(exchange).map(f -> Arguments.of(exchange, f)));
    }

    private static Stream<Named<Fault>> faults(Exchange exchange) {
        Stream<Named<Fault>> everywhere = Stream.of(
                Named.of("Q5: whose connection is reset", Fault.reset()),
                Named.of("Q5: whose connection is reset within the body", Fault.resetMidBody()),
                Named.of("Q5: whose body is shorter than promised", Fault.shortContentLength()),
                Named.of("Q10: of 80 MiB", Fault.hugeBody()),
                Named.of("Q10: without end", Fault.endlessBody()),
                Named.of("Q11: that inflates to 64 MiB", Fault.compressedBomb()),
                Named.of("Q11: in br", Fault.header("Content-Encoding", "br")));
        // A revocation has its own rows.
        return exchange == Exchange.REVOKE ? everywhere : Stream.concat(everywhere, troubles());
    }

    private static Stream<Named<Fault>> troubles() {
        String error = "{\"error\":\"" + BadDay.CANARY + "\",\"error_description\":\"" + BadDay.CANARY + "\"}";
        return Stream.of(
                Named.of("Q6: that is 500", Fault.json(500, error)),
                Named.of("Q6: that is 502", Fault.json(502, error)),
                Named.of("Q6: that is 503", Fault.json(503, error)),
                Named.of("Q9: that is a page with 500", Fault.html(500)));
    }

    @ParameterizedTest(name = "Q9: {0} that is a page with 200 is a 502")
    @EnumSource(names = {"DISCOVERY", "JWKS", "PUSH", "TOKEN"})
    void page(Exchange exchange) {
        day.fails(exchange, Fault.html(200), 502);
    }

    @Test
    @DisplayName("Q9: a page with 200 from the authorize endpoint is for the person, and the caller sees none of it")
    void page_for_a_person() {
        provider.faults().on(Leg.AUTHORIZE, Fault.html(200));
        Login login = day.gateway(Exchange.AUTHORIZE).login();

        Reply waited = day.gateway(Exchange.AUTHORIZE)
                .postJson("/pkce/code", login.seed(), "Prefer", "wait=1")
                .expect(202);

        assertThat(waited.body()).doesNotContain("Upstream", "<");
        provider.faults().clear();
        login.token(login.signIn()).expect(200);
    }

    @Test
    @DisplayName("Q10: an answer of 1 MiB is read, one with a byte more is not")
    void limit() {
        Exchange.TOKEN.meets(provider, Fault.json(200, TOKENS + " ".repeat(LIMIT - TOKENS.length())));
        Exchange.TOKEN.at(day.gateway(Exchange.TOKEN)).expect(200);

        day.fails(Exchange.TOKEN, Fault.json(200, TOKENS + " ".repeat(LIMIT + 1 - TOKENS.length())), 502);
    }

    @Test
    @DisplayName("Q11: an answer that says it is not compressed is read")
    void identity() {
        Exchange.TOKEN.meets(provider, Fault.header("Content-Encoding", "identity"));

        Login login = day.gateway(Exchange.TOKEN).login();
        login.token(login.approved()).expect(200);
    }
}
