package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.TestGateway;
import org.junit.jupiter.api.Test;

/** A gateway without room, the same through every door. */
@EveryDoor
class FullDoorsTest extends Visits {
    @Override
    TestGateway gateway() {
        return house.small();
    }

    @Test
    void a_gateway_that_is_full_says_when_to_come_again() {
        login.seeded();

        Answer full = login.hear(login.door().challenge(null)).expect(503, "temporarily_unavailable");

        assertThat(full.retryAfter()).isEqualTo(5);
        login.hear(login.door().clear(null, login.state())).expect();
        login.hear(login.door().clear(null, login.another(null).state())).expect();
    }
}
