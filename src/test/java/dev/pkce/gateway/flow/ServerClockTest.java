package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerClockTest {
    @Test
    void a_reply_in_time_tells_what_time_it_is_there() {
        assertThat(ServerClock.ahead(0, 5_001, 1_000, 1_002)).isEqualTo(4_000);
        assertThat(ServerClock.ahead(9_000, 5_001, 1_000, 1_002)).isEqualTo(4_000);
    }

    @Test
    void a_late_reply_changes_nothing_that_may_be_true() {
        assertThat(ServerClock.ahead(4_000, 7_000, 1_000, 3_000)).isEqualTo(4_000);
        assertThat(ServerClock.ahead(4_000, 5_000, 1_000, 3_000)).isEqualTo(4_000);
    }

    @Test
    void a_late_reply_is_better_than_what_cannot_be_true() {
        assertThat(ServerClock.ahead(3_999, 7_000, 1_000, 3_000)).isEqualTo(5_000);
        assertThat(ServerClock.ahead(6_001, 7_000, 1_000, 3_000)).isEqualTo(5_000);
    }
}
