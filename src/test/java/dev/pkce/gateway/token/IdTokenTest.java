package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.IdTokenFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(GatewayExtension.class)
class IdTokenTest {
    private final TestGateway gateway;
    private final DevelopmentProvider provider;

    IdTokenTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
        provider.autoApprove(true);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "NONE",
                "NO_KID",
                "ABSENT",
                "NUMBER",
                "NUMBER_AS_SUB",
                "EXPIRED_WITHIN_SKEW",
                "WEEK_OLD_IAT",
                "OTHER_SUBJECT"
            })
    void a_login_with_a_bad_id_token_is_a_failed_login(IdTokenFault fault) {
        provider.autoApprove(true).idTokens(fault);

        Reply refused = redeem().expectProblem(502, "invalid_id_token");

        assertThat(refused.body()).doesNotContain("access_token");
        assertThat(provider.recorder().count("/foreign-keys.json")).isZero();
    }

    @Test
    void a_login_that_asked_for_an_id_token_and_got_none_is_a_failed_login() {
        provider.autoApprove(true).idTokens(IdTokenFault.ABSENT);

        redeem().expectProblem(502, "server_error");
    }

    @Test
    void a_token_that_names_no_key_is_checked_with_the_only_one() {
        provider.autoApprove(true).idTokens(IdTokenFault.NO_KID);

        redeem().expect(200);
    }

    @Test
    void the_user_is_told_from_the_claims() {
        provider.autoApprove(true);

        assertThat(redeem().expect(200).json("auth0", "user").getString("given_name"))
                .isEqualTo("Developer");
    }

    private Reply redeem() {
        Login login = gateway.login();
        Reply answer = gateway.postJson("/pkce/code", login.seed()).expect(200);
        return login.token(answer.json("result").getString("code"));
    }
}
