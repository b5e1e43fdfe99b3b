package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Binding;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ChallengedPkce;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.flow.FlowStore;
import dev.pkce.gateway.flow.Kept;
import dev.pkce.gateway.flow.S256;
import dev.pkce.gateway.flow.Terms;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ChallengesTest {
    @Test
    void a_nonce_is_the_state_unless_it_is_to_be_its_own() {
        Challenges challenges = new Challenges();
        ChallengedPkce usual = challenges.next(false);
        ChallengedPkce strict = challenges.next(true);

        assertThat(usual.nonce()).isEqualTo(usual.state());
        assertThat(strict.nonce()).isNotEqualTo(strict.state()).hasSize(43);
        assertThat(usual.challenge()).isEqualTo(S256.of(usual.verifier().reveal()));
    }

    @Test
    void what_is_issued_is_kept_without_its_verifier(Vertx vertx) throws Exception {
        Duration ttl = Duration.ofMinutes(1);
        FlowStore store = new FlowStore(vertx, Terms.of(() -> new FlowConfig(ttl, ttl, 1, false, false, Binding.NONE)));
        vertx.deployVerticle(new ChallengeVerticle(store, () -> true)).await(10, TimeUnit.SECONDS);

        ChallengedPkce made =
                PkceGateway.on(vertx).challenge(new ChallengeRequest("app")).await(10, TimeUnit.SECONDS);

        assertThat(store.size()).isEqualTo(1);
        assertThat(store.seeded(made.state()).result()).isEmpty();
        assertThat(Kept.flows(vertx).toString())
                .contains(made.nonce(), made.challenge(), "app")
                .doesNotContain(made.verifier().reveal());
    }
}
