package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider's own words about an error. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorTextTest {
    private static final String NONE = "The identity provider refused the request.";
    private static final String LONG = "x".repeat(1_000_000);

    private DevelopmentProvider provider;
    private BadDay day;

    @BeforeAll
    void begin(TestGateways gateways, DevelopmentProvider own) {
        provider = own;
        day = new BadDay(gateways, own, section -> {});
    }

    @ParameterizedTest(name = "Q18: {0} that is refused with the words [{1}] says [{2}]")
    @MethodSource
    void words(Exchange exchange, String words, String told) {
        // The authorize endpoint refuses by redirect, the others with 400 and JSON.
        Fault fault =
                exchange == Exchange.AUTHORIZE ? Fault.refuse("access_denied", words) : Fault.json(400, refusal(words));

        Reply refusal = day.meet(exchange, fault).expectProblem(400, "access_denied");

        assertThat(refusal.json().getString("detail")).isEqualTo(told);
        assertThat(refusal.headers().map()).doesNotContainKey("set-cookie");
        provider.faults().clear();
        day.works(exchange);
    }

    static Stream<Arguments> words() {
        return Stream.of(Exchange.AUTHORIZE, Exchange.PUSH, Exchange.TOKEN)
                .flatMap(exchange -> Stream.of(
                        Arguments.of(exchange, "Not you, not today.", "Not you, not today."),
                        Arguments.of(exchange, "<script>alert(1)</script>", NONE),
                        Arguments.of(exchange, "a\r\nSet-Cookie: a=b\r\n\r\n<p>", NONE),
                        Arguments.of(exchange, "\u202Eterces\u202C", NONE),
                        Arguments.of(exchange, "a\u0000b\u001B[31m", NONE),
                        Arguments.of(exchange, "quote \" backslash \\", NONE),
                        Arguments.of(exchange, " ", NONE),
                        Arguments.of(exchange, "y".repeat(300), "y".repeat(256))));
    }

    @ParameterizedTest(name = "Q18: of a megabyte of words from {0} 256 characters are passed on")
    @MethodSource
    void a_megabyte(Exchange exchange) {
        Reply refusal = day.meet(exchange, Fault.json(400, refusal(LONG))).expectProblem(400, "access_denied");

        assertThat(refusal.json().getString("detail")).isEqualTo("x".repeat(256));
        provider.faults().clear();
        day.works(exchange);
    }

    static Stream<Exchange> a_megabyte() {
        return Stream.of(Exchange.PUSH, Exchange.TOKEN);
    }

    @Test
    @DisplayName("Q18: a redirect that holds a megabyte of words is a 502")
    void a_megabyte_of_redirect() {
        day.fails(Exchange.AUTHORIZE, Fault.refuse("access_denied", LONG), 502);
    }

    private static String refusal(String words) {
        return new JsonObject()
                .put("error", "access_denied")
                .put("error_description", words)
                .encode();
    }
}
