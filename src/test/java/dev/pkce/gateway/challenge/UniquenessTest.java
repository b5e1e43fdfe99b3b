package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.load.UniqueChallenges;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class UniquenessTest {
    private static final int MANY = 20_000;
    private static final int CONNECTIONS = 64;

    // load-tests/unique-challenges.sh does the same a million times.
    @Test
    @DisplayName("A6: of very many challenges over 64 connections no two have anything in common, and none fails")
    void unique(TestGateway gateway) throws Exception {
        UniqueChallenges.Result result = UniqueChallenges.run(gateway.vertx(), gateway.url(), MANY, CONNECTIONS);

        assertThat(result.errors()).isEmpty();
        assertThat(result.duplicates().keySet()).containsExactlyInAnyOrder("state", "nonce", "verifier", "challenge");
        assertThat(result.duplicates().values()).allMatch(times -> times == 0);
    }
}
