package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The callback of response_mode=query; what is refused of it is in {@link CallbackRefusalTest}, beside the POST. */
@ExtendWith(GatewayExtension.class)
class GetCallbackTest {
    private static final String CALLBACK = "/pkce/response/code";

    @Test
    @DisplayName("C14: a GET callback works as a POST does")
    void get_callback(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        Reply callback = gateway.get(CALLBACK + "?code=" + code(login) + "&state=" + login.state());

        assertThat(callback.expect(200).json("result").getString("code")).isEqualTo(code(login));
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code(login));
    }

    @ParameterizedTest(name = "C14: a code {0} is read the same from a query and a form")
    @ValueSource(strings = {"a;b", "a;state=other", "a%3Bb", "a+b", "a%2Bb", "a%26b", "a=b", "a/b~c"})
    void get_reads_as_post(String code, TestGateway gateway) {
        Login first = gateway.login().seeded();
        Login second = gateway.login().seeded();

        Reply post = gateway.postAsync(CALLBACK, "application/x-www-form-urlencoded", parameters(code, first))
                .join();
        Reply get = gateway.get(CALLBACK + "?" + parameters(code, second));

        String expected = URLDecoder.decode(code, StandardCharsets.UTF_8);
        assertThat(post.expect(200).json("result").getString("code")).isEqualTo(expected + first.state());
        assertThat(get.expect(200).json("result").getString("code")).isEqualTo(expected + second.state());
    }

    private static String parameters(String code, Login login) {
        return "code=" + code + login.state() + "&state=" + login.state();
    }

    @Test
    @DisplayName("C14: a HEAD callback records nothing")
    void head(TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        gateway.send("HEAD", CALLBACK + "?code=looked&state=" + login.state(), "")
                .join()
                .expect(405);

        assertThat(parked).isNotDone();
        login.respond(code(login)).expect(200);
    }

    @ParameterizedTest(name = "C14: Sec-Purpose: {0} records nothing")
    @CsvSource(
            delimiter = '|',
            value = {"prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"})
    void prefetch(String purpose, TestGateway gateway) {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = Seeds.parked(gateway, login);

        gateway.get(CALLBACK + "?code=prefetched&state=" + login.state(), "Sec-Purpose", purpose)
                .expect(204);
        gateway.get(CALLBACK + "?error=access_denied&state=" + login.state(), "Sec-Purpose", purpose)
                .expect(204);

        assertThat(parked).isNotDone();
        login.respond(code(login)).expect(200);
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code(login));
    }

    @ParameterizedTest(name = "C14: GET {0} is refused and does not burn the flow")
    @ValueSource(strings = {"code=%zz&state={state}", "code=a%&state={state}", "code=%00&state={state}"})
    void malformed_query(String query, TestGateway gateway) {
        Login login = gateway.login().seeded();
        String line = "GET " + CALLBACK + "?" + query.replace("{state}", login.state()) + " HTTP/1.1\r\n";

        assertThat(Wire.send(gateway, line)).startsWith("HTTP/1.1 400 ").contains("application/problem+json");

        login.respond("code-" + login.state()).expect(200);
    }

    private static String code(Login login) {
        return "code-" + login.state();
    }
}
