package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ProviderExtension.class)
class BodyFaultsTest {
    private final DevelopmentProvider provider;
    private final Client client;

    BodyFaultsTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.autoApprove(true);
    }

    @AfterEach
    void clear() {
        provider.faults().clear();
    }

    @Test
    void stall_begins_an_answer_and_never_ends_it() throws Exception {
        provider.faults().on(Leg.TOKEN, Fault.stallMidBody());
        HttpResponse<InputStream> answer = tokenBody();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().read()).isEqualTo('{');
        answer.body().close();
        assertThat(client.browser.postAsync(client.at("oauth/token"), Map.of()))
                .failsWithin(Duration.ofMillis(200))
                .withThrowableOfType(TimeoutException.class);
    }

    @Test
    void huge_body_is_larger_than_any_limit() throws Exception {
        provider.faults().on(Leg.TOKEN, Fault.hugeBody());
        HttpResponse<InputStream> answer = tokenBody();
        try (InputStream body = answer.body()) {
            body.skipNBytes(65L << 20);
            assertThat(body.read()).isEqualTo(' ');
        }
    }

    @Test
    void huge_body_stops_when_the_reader_goes() throws Exception {
        provider.faults().once(Leg.TOKEN, Fault.hugeBody());
        HttpResponse<InputStream> answer = tokenBody();
        answer.body().close();
        assertThat(client.redeem(client.code()).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("Q5: a body may break off")
    void a_body_may_break_off() {
        for (Fault fault : List.of(Fault.resetMidBody(), Fault.shortContentLength())) {
            provider.faults().once(Leg.TOKEN, fault);
            assertThatThrownBy(() -> client.redeem("any")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    @DisplayName("Q4: a body may come byte by byte")
    void drip_sends_byte_after_byte() throws Exception {
        provider.faults().once(Leg.TOKEN, Fault.drip(Duration.ofMillis(20)));
        try (InputStream body = tokenBody().body()) {
            assertThat(body.readNBytes(3)).hasSize(3);
        }
        assertThat(client.redeem(client.code()).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("Q10: a body may have no end")
    void endless_body_is_longer_than_the_huge_one() throws Exception {
        provider.faults().once(Leg.TOKEN, Fault.endlessBody());
        try (InputStream body = tokenBody().body()) {
            body.skipNBytes(100L << 20);
            assertThat(body.read()).isEqualTo(' ');
        }
    }

    @Test
    @DisplayName("Q11: a compressed body may be a bomb")
    void a_bomb_is_small_until_it_is_inflated() throws Exception {
        provider.faults().once(Leg.TOKEN, Fault.compressedBomb());
        HttpResponse<InputStream> answer = tokenBody();
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        byte[] wire = answer.body().readAllBytes();
        assertThat(wire).hasSizeLessThan(128 * 1024);
        try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(wire))) {
            inflated.skipNBytes(64L << 20);
            assertThat(inflated.read()).isEqualTo(-1);
        }
    }

    private HttpResponse<InputStream> tokenBody() throws Exception {
        return client.browser
                .http()
                .send(Browser.postRequest(client.at("oauth/token"), Map.of()), BodyHandlers.ofInputStream());
    }
}
