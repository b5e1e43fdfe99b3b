package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantsTest {
    private Instant now = Instant.EPOCH;

    @Test
    void a_code_lasts_a_minute() {
        Grants grants = new Grants(() -> now);
        String verifier = Crypto.random();
        AuthorizationRequest request = AuthorizationRequest.of(
                Parameters.parse(Browser.encode(Map.of(
                        "response_type", "code",
                        "client_id", "c",
                        "redirect_uri", "http://localhost/",
                        "code_challenge", Crypto.base64Url(Crypto.sha256(verifier)),
                        "code_challenge_method", "S256"))),
                Map.of());
        String code = grants.newCode(request, "ada");
        Parameters form = Parameters.parse(
                Browser.encode(Map.of("code", code, "code_verifier", verifier, "redirect_uri", "http://localhost/")));

        Caller caller = new Caller("c", false, null);
        now = now.plusSeconds(60);

        assertThatThrownBy(() -> grants.redeem(caller, form)).hasMessageContaining("unknown or expired");
        now = now.minusMillis(1);
        assertThat(grants.redeem(caller, form).user()).isEqualTo("ada");
    }

    @Test
    void what_is_over_is_swept_by_the_next_write() {
        ExpiringMap<String> map = new ExpiringMap<>(() -> now);
        map.put("a", "1", Duration.ofSeconds(1));
        map.put("b", "2", Duration.ofSeconds(3));
        now = now.plusSeconds(2);
        map.put("c", "3", Duration.ofSeconds(1));
        assertThat(map.size()).isEqualTo(2);
        assertThat(map.get("a")).isNull();
        assertThat(map.get("b")).isEqualTo("2");
    }
}
