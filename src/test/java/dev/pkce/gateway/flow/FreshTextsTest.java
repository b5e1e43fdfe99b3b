package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreshTextsTest {
    private final FreshTexts fresh = new FreshTexts();

    @Test
    void they_are_what_states_makes_and_over_many_portions_none_comes_again() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String state = fresh.state();
            String random = fresh.random();
            assertThat(States.issued(state)).isTrue();
            assertThat(random).hasSize(43).matches("[A-Za-z0-9_-]+");
            // The first half of a state is random bytes as they were drawn, as a verifier is.
            made.add(state.substring(0, 21));
            made.add(random.substring(0, 21));
        }

        assertThat(made).hasSize(20_000);
    }

    @Test
    void the_challenge_of_a_verifier_is_that_of_rfc_7636() {
        assertThat(fresh.s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
