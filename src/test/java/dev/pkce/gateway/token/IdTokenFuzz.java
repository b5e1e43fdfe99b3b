package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.provider.Client;
import dev.pkce.gateway.provider.IdentityProvider;
import dev.pkce.gateway.provider.Provider;
import dev.pkce.gateway.provider.Providers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class IdTokenFuzz {
    private final IdentityProvider provider;

    IdTokenFuzz(TestGateway gateway, DevelopmentProvider running) {
        Provider configured = Provider.of("provider", running.issuer(), Client.of(null));
        this.provider = new Providers(
                        gateway.vertx(), List.of(configured), gateway::callback, new SimpleMeterRegistry())
                .named("provider");
    }

    @FuzzTest
    void a_token_that_nobody_signed_is_refused(byte[] token) {
        TokenizedPkce refresh = new TokenizedPkce.Refresh("c", new Secret("t"), null);
        Secret idToken = new Secret(new String(token, StandardCharsets.ISO_8859_1));

        Throwable refused = catchThrowable(() -> IdTokens.validate(
                        new TokenCall(provider, refresh, null, Expectation.NONE, () -> {}),
                        idToken,
                        new Secret("access"))
                .await(20, TimeUnit.SECONDS));

        assertThat(refused)
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem().error()).isEqualTo("invalid_id_token"));
    }
}
