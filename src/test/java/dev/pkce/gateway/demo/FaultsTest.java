package dev.pkce.gateway.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ProviderExtension.class)
class FaultsTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final DevelopmentProvider provider;
    private final Client client;

    FaultsTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.autoApprove(true);
    }

    @AfterEach
    void clear() {
        provider.faults().clear();
    }

    @Test
    void slow_delays_the_normal_answer() {
        provider.faults().on(Leg.TOKEN, Fault.slow(SHORT));
        String code = client.code();
        long start = System.nanoTime();
        assertThat(client.redeem(code).statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void hang_never_answers() {
        provider.faults().on(Leg.TOKEN, Fault.hang());
        assertStuck();
    }

    @Test
    void reset_closes_the_connection() {
        provider.faults().on(Leg.TOKEN, Fault.reset());
        assertThatThrownBy(() -> client.redeem("any")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("Q15: an idle connection may be closed at any time")
    void a_connection_may_be_closed_after_the_answer() throws Exception {
        provider.faults().once(Leg.JWKS, Fault.closeAfter(Duration.ofMillis(50)));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), provider.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("\"keys\"");
        }
    }

    @Test
    void the_normal_answer_may_be_changed() {
        provider.faults()
                .once(Leg.TOKEN, Fault.changed(answer -> answer.put("token_type", "mac")))
                .once(Leg.TOKEN, Fault.header("Set-Cookie", "a=b"));
        assertThat(Client.json(client.redeem(client.code())).getMap())
                .containsEntry("token_type", "mac")
                .containsKeys("access_token", "id_token");
        HttpResponse<String> second = client.redeem(client.code());
        assertThat(second.headers().firstValue("Set-Cookie")).hasValue("a=b");
        assertThat(Client.json(second).getString("token_type")).isEqualTo("Bearer");
    }

    @Test
    void the_date_may_be_off() {
        assertThat(client.authorize().headers().firstValue("Date")).isEmpty();
        provider.clock(Duration.ofHours(-5));
        String date = client.authorize().headers().firstValue("Date").orElseThrow();
        provider.reset().autoApprove(true);
        assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                .isCloseTo(Instant.now().minus(Duration.ofHours(5)), within(1, ChronoUnit.MINUTES));
    }

    @Test
    void canned_answers_come_as_given() {
        byte[] latin1 = "{\"a\":\"é\"}".getBytes(ISO_8859_1);
        assertAnswer(Fault.bytes(200, "application/json", latin1), 200, "Content-Length", "9", "\uFFFD");
        assertAnswer(Fault.unavailable("9"), 503, "Retry-After", "9", "error");
        assertAnswer(Fault.status(418, "text/x-tea", "tea"), 418, "Content-Type", "text/x-tea", "tea");
        assertAnswer(Fault.html(502), 502, "Content-Type", "text/html;charset=utf-8", "<h1>");
        assertAnswer(Fault.json(200, "{\"keys\":5}"), 200, "Content-Type", "application/json", "{\"keys\":5}");
        assertAnswer(Fault.redirect(307, "http://localhost:9/"), 307, "Location", "http://localhost:9/", "");
        assertAnswer(Fault.tooManyRequests("soon"), 429, "Retry-After", "soon", "error");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTHORIZE, authorize",
        "JWKS, .well-known/jwks.json",
        "DISCOVERY, .well-known/openid-configuration",
        "USERINFO, userinfo"
    })
    void each_leg_fails_alone(Leg leg, String path) {
        provider.faults().on(leg, Fault.html(503));
        assertThat(client.browser.get(client.at(path)).statusCode()).isEqualTo(503);
        assertThat(client.browser.post(client.at("oauth/token"), Map.of()).statusCode())
                .isEqualTo(400);
        provider.faults().clear();
        assertThat(client.browser.get(client.at(path)).statusCode()).isNotEqualTo(503);
    }

    @Test
    void a_revocation_can_fail() {
        provider.faults().on(Leg.REVOKE, Fault.html(503));
        Map<String, String> form = Map.of("token", "any", "client_id", Client.ID);
        assertThat(client.browser.post(client.at("oauth/revoke"), form).statusCode())
                .isEqualTo(503);
    }

    @Test
    void one_time_faults_queue_up_before_the_standing_one() {
        provider.faults()
                .on(Leg.TOKEN, Fault.html(503))
                .once(Leg.TOKEN, Fault.html(500))
                .once(Leg.TOKEN, Fault.html(502));
        assertThat(client.redeem("any").statusCode()).isEqualTo(500);
        assertThat(client.redeem("any").statusCode()).isEqualTo(502);
        assertThat(client.redeem("any").statusCode()).isEqualTo(503);
        assertThat(client.redeem("any").statusCode()).isEqualTo(503);
    }

    @Test
    void a_refusal_is_worded_for_its_leg() {
        Fault refusal = Fault.refuse("temporarily_unavailable", "Later");
        provider.faults().on(Leg.AUTHORIZE, refusal).on(Leg.TOKEN, refusal);
        Parameters answer = Client.location(client.authorize());
        assertThat(answer.get("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.get("error_description")).isEqualTo("Later");
        assertThat(client.authorize("response_mode", "form_post").body()).contains("value=\"temporarily_unavailable\"");
        HttpResponse<String> token = client.redeem("any");
        assertThat(token.statusCode()).isEqualTo(400);
        assertThat(Client.json(token).getString("error")).isEqualTo("temporarily_unavailable");
    }

    @Test
    void a_request_that_meets_a_fault_is_recorded() {
        provider.recorder().clear();
        provider.faults().on(Leg.TOKEN, Fault.html(500));
        client.redeem("any");
        assertThat(provider.recorder().count("/oauth/token")).isOne();
    }

    private void assertStuck() {
        assertThat(client.browser.postAsync(client.at("oauth/token"), Map.of()))
                .failsWithin(SHORT)
                .withThrowableOfType(TimeoutException.class);
    }

    private void assertAnswer(Fault fault, int status, String header, String value, String body) {
        provider.faults().once(Leg.TOKEN, fault);
        HttpResponse<String> answer = client.redeem("any");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue(header)).hasValue(value);
        assertThat(answer.body()).contains(body);
    }
}
