package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider that cannot say which keys it signs with. */
@ExtendWith(GatewayExtension.class)
class SigningKeysTest {
    private final DevelopmentProvider provider;
    private final TestGateway gateway;

    SigningKeysTest(TestGateways gateways, DevelopmentProvider provider) {
        this.provider = provider;
        this.gateway = gateways.start();
    }

    @BeforeEach
    void forget() {
        provider.recorder().clear();
    }

    static Stream<Named<Fault>> outages() {
        return Stream.of(
                Named.of("reset", Fault.reset()),
                Named.of("500", Fault.json(500, "{}")),
                Named.of("an empty set", Fault.json(200, "{\"keys\":[]}")),
                Named.of("no set", Fault.json(200, "{\"keys\":{}}")),
                Named.of("a set of secrets", Fault.json(200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}")));
    }

    @ParameterizedTest(name = "keys that are known serve on while the answer is {0}")
    @MethodSource("outages")
    void warm(Fault fault) {
        signIn().expect(200);
        provider.faults().on(Leg.JWKS, fault);

        signIn().expect(200);
    }

    @ParameterizedTest(
            name = "nobody is believed, and no code is spent, where keys were never known and the answer is {0}")
    @MethodSource("outages")
    void cold(Fault fault, TestGateways gateways) {
        provider.faults().on(Leg.JWKS, fault);
        TestGateway cold = gateways.start();
        Login login = cold.login();
        String code = login.approved();

        BadDay.told(login.token(code), 502);

        assertThat(provider.recorder().count("/oauth/token")).isZero();
        provider.faults().clear();
        Login next = cold.login();
        next.token(next.approved()).expect(200);
    }

    @Test
    @DisplayName("a key that is new during an outage is not believed, and believed right after it")
    void rotated() throws Exception {
        signIn().expect(200);
        provider.faults().on(Leg.JWKS, Fault.reset());
        provider.rotateKeys().await(20, TimeUnit.SECONDS);

        signIn().expectProblem(502, "invalid_id_token");

        provider.faults().clear();
        signIn().expect(200);
    }

    @Test
    @DisplayName("many logins with a new key share one look for it")
    void one_look() throws Exception {
        signIn().expect(200);
        List<Login> logins = Stream.generate(gateway::login).limit(10).toList();
        List<String> codes = logins.stream().map(Login::approved).toList();
        provider.rotateKeys().await(20, TimeUnit.SECONDS);
        provider.recorder().clear();

        List<CompletableFuture<Reply>> calls = IntStream.range(0, 10)
                .mapToObj(
                        i -> gateway.postJsonAsync("/pkce/token", logins.get(i).tokenCall(codes.get(i))))
                .toList();

        calls.forEach(call -> call.join().expect(200));
        assertThat(provider.recorder().count("/.well-known/jwks.json")).isEqualTo(1);
    }

    private Reply signIn() {
        Login login = gateway.login();
        return login.token(login.approved());
    }
}
