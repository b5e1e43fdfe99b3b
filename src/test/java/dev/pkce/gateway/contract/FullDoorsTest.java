package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.contract.Doors.House;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway without room, the same through every door. */
@ParameterizedClass(name = "through {0}")
@EnumSource(Door.Kind.class)
@ExtendWith(Doors.class)
class FullDoorsTest {
    private final Door.Kind kind;
    private final House house;
    private Visit login;

    FullDoorsTest(Door.Kind kind, House house) {
        this.kind = kind;
        this.house = house;
    }

    @BeforeEach
    void come(Transcript transcript) {
        login = Visit.of(house.small(), kind, transcript, null);
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
