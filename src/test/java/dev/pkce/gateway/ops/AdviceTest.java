package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Cause;
import dev.pkce.gateway.api.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdviceTest {
    @ParameterizedTest
    @EnumSource(Cause.Reason.class)
    void there_is_something_to_do_about_every_cause(Cause.Reason reason) {
        assertThat(Advice.on(Cause.of(reason, Problem.internal()))).endsWith(".");
    }

    @Test
    void what_a_provider_refuses_is_told_apart_by_its_error() {
        assertThat(Advice.on(Cause.of(Problem.refused("access_denied", "No.")))).startsWith("The person declined");
        assertThat(Advice.on(Cause.of(Problem.refused("invalid_grant", "No.")))).contains("clock");
        assertThat(Advice.on(Cause.of(Problem.refused("unheard_of", "No.")))).startsWith("Look the error up");
    }
}
