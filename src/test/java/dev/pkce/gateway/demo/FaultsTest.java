package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
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
    void stall_begins_an_answer_and_never_ends_it() throws Exception {
        provider.faults().on(Leg.TOKEN, Fault.stallMidBody());
        HttpResponse<InputStream> answer = client.browser
                .http()
                .send(Browser.postRequest(client.at("oauth/token"), Map.of()), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().read()).isEqualTo('{');
        answer.body().close();
        assertStuck();
    }

    @Test
    void reset_closes_the_connection() {
        provider.faults().on(Leg.TOKEN, Fault.reset());
        assertThatThrownBy(() -> client.redeem("any")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void huge_body_is_larger_than_any_limit() throws Exception {
        provider.faults().on(Leg.TOKEN, Fault.hugeBody());
        HttpResponse<InputStream> answer = client.browser
                .http()
                .send(Browser.postRequest(client.at("oauth/token"), Map.of()), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            body.skipNBytes(65L << 20);
            assertThat(body.read()).isEqualTo(' ');
        }
    }

    @Test
    void huge_body_stops_when_the_reader_goes() throws Exception {
        provider.faults().once(Leg.TOKEN, Fault.hugeBody());
        HttpResponse<InputStream> answer = client.browser
                .http()
                .send(Browser.postRequest(client.at("oauth/token"), Map.of()), BodyHandlers.ofInputStream());
        answer.body().close();
        assertThat(client.redeem(client.code()).statusCode()).isEqualTo(200);
    }

    @Test
    void canned_answers_come_as_given() {
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
