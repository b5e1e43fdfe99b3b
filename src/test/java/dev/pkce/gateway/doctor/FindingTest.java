package dev.pkce.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
    @Test
    void what_a_provider_wrote_moves_no_cursor_and_fills_no_screen() {
        Finding finding = Finding.fail(Check.ISSUER, "of \u001b[2J\u202e\r\n" + "x".repeat(10_000), "a\u0007b");

        assertThat(finding.detail()).startsWith("of [2J xxx").hasSizeLessThan(500);
        assertThat(finding.change()).isEqualTo("a b");
    }
}
