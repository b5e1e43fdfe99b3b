package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Person;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.ResponseIssuer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9207: which server an authorization response comes from. */
@ExtendWith(GatewayExtension.class)
class ResponseIssuerTest {
    private final TestGateways gateways;
    private final DevelopmentProvider provider;

    ResponseIssuerTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void promised() {
        provider.promiseResponseIssuer(true);
    }

    @Test
    @DisplayName("F1: a response with the right iss is taken")
    void right() {
        gateways.start().login().whole();
    }

    @ParameterizedTest(
            name = "F2-F4: a response with an iss that is {0} is refused, and the flow waits on for the right one")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RIGHT")
    void not_the_provider(ResponseIssuer issuer) {
        provider.responseIssuer(issuer);
        TestGateway gateway = gateways.start();
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.seeded().park();

        assertThat(new Person(gateway).act(login.state(), "approve").statusCode())
                .isEqualTo(400);

        assertThat(parked).isNotDone();
        assertThat(provider.recorder().count("/oauth/token")).isZero();
        provider.responseIssuer(ResponseIssuer.RIGHT);
        String code = new Person(gateway).signIn(login.state());
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
        login.token(code).expect(200);
    }

    @ParameterizedTest(name = "F2-F4: a code at once with an iss that is {0} is the provider's failure")
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RIGHT")
    void not_the_provider_at_once(ResponseIssuer issuer) {
        provider.responseIssuer(issuer).autoApprove(true);

        gateways.start().login().park().join().expectProblem(502, "server_error");
    }

    @Test
    @DisplayName("F3: an error without iss is refused too where one is promised")
    void error_without_issuer() {
        TestGateway gateway = gateways.start();
        Login login = gateway.login().seeded();

        gateway.postForm("/pkce/response/code", Map.of("error", "access_denied", "state", login.state()))
                .expectProblem(400, "invalid_request");

        login.token(login.signIn()).expect(200);
    }

    @Test
    @DisplayName("F3: a response without iss is taken where none is promised")
    void nothing_promised() {
        provider.promiseResponseIssuer(false).responseIssuer(ResponseIssuer.ABSENT);

        gateways.start().login().whole();
    }
}
