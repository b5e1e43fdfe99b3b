package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.json.JsonArray;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metadata of the right issuer with one member that is not in order; {origin} stands for the provider's own. */
@ExtendWith(GatewayExtension.class)
class MetadataMembersTest {
    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private final String origin;

    MetadataMembersTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
        this.origin = provider.issuer().substring(0, provider.issuer().length() - 1);
    }

    @ParameterizedTest(name = "F14: {0} that is {1} is not believed, and nobody is sent anywhere")
    @CsvSource(
            delimiter = ';',
            value = {
                "issuer; [\"{origin}/\"]",
                "issuer; 7",
                "authorization_endpoint; [\"{origin}/authorize\"]",
                "authorization_endpoint; \"\"",
                "token_endpoint; 7",
                "token_endpoint; {}",
                "token_endpoint; \"{origin}/oauth/token#a\"",
                "token_endpoint; \"http://ada@localhost/oauth/token\"",
                "token_endpoint; \"http://localhost:1/oauth/token\"",
                "token_endpoint; \"http://127.0.0.1:1/oauth/token\"",
                "token_endpoint; \"{origin}.evil.example/oauth/token\"",
                "token_endpoint; \"{origin}@evil.example/oauth/token\"",
                "jwks_uri; true",
                "jwks_uri; \"data:application/json,{}\"",
                "jwks_uri; \"{origin} /keys\"",
                "revocation_endpoint; \"ftp://localhost/revoke\"",
                "pushed_authorization_request_endpoint; []"
            })
    void not_believed(String member, String json) {
        Object value = new JsonArray("[" + json.replace("{origin}", origin) + "]").getValue(0);
        provider.metadata(metadata -> metadata.put(member, value));
        provider.recorder().clear();
        Login login = gateways.start().login();

        BadDay.told(login.park().join(), 502);

        assertThat(provider.recorder().all()).allMatch(request -> request.path().equals(Exchange.DISCOVERY.path()));
        provider.metadata(metadata -> {});
        login.token(login.approved()).expect(200);
    }
}
