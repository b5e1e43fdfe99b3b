package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ProviderExtension.class)
class AuthorizationAnswersTest {
    private final DevelopmentProvider provider;
    private final Client client;

    AuthorizationAnswersTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
    }

    @BeforeEach
    void approve() {
        provider.autoApprove(true);
    }

    @AfterEach
    void reset() {
        provider.reset();
    }

    @ParameterizedTest
    @DisplayName("F1, F2, F3, F4: the iss of an answer may be wrong in several ways")
    @CsvSource(
            nullValues = "-",
            value = {
                "RIGHT, http://localhost:%d/",
                "ABSENT, -",
                "WRONG, https://evil.example/",
                "WITHOUT_SLASH, http://localhost:%d",
                "UPPER_CASE_HOST, http://LOCALHOST:%d/",
                "PERCENT_ENCODED, http://%%6Cocalhost:%d/"
            })
    void the_issuer_may_be_wrong(ResponseIssuer issuer, String format) {
        String expected = format == null ? null : format.formatted(provider.port());
        provider.responseIssuer(issuer);
        assertThat(Client.location(client.authorize()).get("iss")).isEqualTo(expected);
        assertThat(Client.location(client.authorize("response_type", "token")).get("iss"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_metadata_may_promise_the_issuer_or_not(boolean promised) {
        provider.promiseResponseIssuer(promised);
        assertThat(client.browser
                        .getJson(client.at(".well-known/openid-configuration"))
                        .getBoolean("authorization_response_iss_parameter_supported"))
                .isEqualTo(promised);
    }

    @Test
    @DisplayName("C22: answers carry more than the client asked for")
    void answers_may_carry_more() {
        provider.callbackParameters(Map.of("session_state", "a b", "state", "does not replace"));
        Parameters answer = Client.location(client.authorize());
        assertThat(answer.get("session_state")).isEqualTo("a b");
        assertThat(answer.all("state")).containsExactly(client.state);
        assertThat(client.authorize("response_mode", "form_post").body()).contains("name=\"session_state\"");
    }

    @Test
    void all_switches_go_back_at_once() {
        provider.responseIssuer(ResponseIssuer.WRONG).par(Par.REQUIRED).faults().on(Leg.TOKEN, Fault.html(500));
        provider.reset().autoApprove(true);
        assertThat(provider.recorder().all()).isEmpty();
        assertThat(client.redeem(client.code()).statusCode()).isEqualTo(200);
        assertThat(Client.location(client.authorize()).get("iss")).isEqualTo(provider.issuer());
    }
}
