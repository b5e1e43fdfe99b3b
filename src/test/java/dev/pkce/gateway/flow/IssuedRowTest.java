package dev.pkce.gateway.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedRowTest {
    private static final String STATE = States.next();
    private static final String CHALLENGE = S256.of("verifier");

    private static IssuedRow row(Origin origin) {
        return requireNonNull(IssuedRow.of(origin));
    }

    @Test
    void a_row_gives_back_all_that_its_flow_began_with() {
        Origin plain = new Origin(STATE, STATE, CHALLENGE, null, 7);
        Origin own = new Origin(STATE, States.random(), CHALLENGE, null, 8);
        Origin full = new Origin(STATE, States.random(), CHALLENGE, "application", "192.0.2.1", -7);

        assertThat(row(plain).flow()).isEqualTo(new Flow.Issued(plain));
        assertThat(row(own).flow()).isEqualTo(new Flow.Issued(own));
        assertThat(row(full).flow()).isEqualTo(new Flow.Issued(full));
        assertThat(row(full).deadline()).isEqualTo(-7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "state", "0123456789012345678901234567890123456789012345 =", "\u0660"})
    void no_row_is_made_of_what_no_gateway_makes(String state) {
        assertThat(IssuedRow.of(new Origin(state, state, CHALLENGE, null, 7))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "=", "cM"})
    void a_challenge_that_would_come_back_as_another_makes_no_row(String end) {
        // The last of 43 characters stands for four bits only, so B means what A does.
        String challenge = CHALLENGE.substring(0, 42) + end;

        assertThat(IssuedRow.of(new Origin(STATE, STATE, challenge, null, 7))).isNull();
    }
}
