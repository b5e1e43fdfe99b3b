package dev.pkce.gateway.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import io.vertx.core.json.JsonObject;
import java.nio.charset.Charset;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that would be taken, were they JSON. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedAnswersTest {
    @SuppressWarnings("ImmutableEnumChecker") // The functions hold no state.
    enum Flaw {
        TRUNCATED(json -> json.substring(0, json.length() - 1)),
        EMPTY(json -> ""),
        AN_ARRAY(json -> "[" + json + "]"),
        A_STRING(json -> "\"" + BadDay.CANARY + "\""),
        NULL(json -> "null"),
        BEHIND_A_BYTE_ORDER_MARK(json -> "\uFEFF" + json),
        IN_LATIN_1(json -> json.replaceFirst("\\{", "{\"name\":\"Ren\u00e9 " + BadDay.CANARY + "\","), ISO_8859_1),
        FOLLOWED_BY_MORE(json -> json + json);

        private final UnaryOperator<String> change;
        private final Charset charset;

        Flaw(UnaryOperator<String> change) {
            this(change, UTF_8);
        }

        Flaw(UnaryOperator<String> change, Charset charset) {
            this.change = change;
            this.charset = charset;
        }

        Fault of(int status, String json) {
            return Fault.bytes(status, "application/json", change.apply(json).getBytes(charset));
        }
    }

    private DevelopmentProvider provider;
    private BadDay day;

    @BeforeAll
    void begin(TestGateways gateways, DevelopmentProvider own) {
        provider = own;
        day = new BadDay(gateways, own, section -> {});
    }

    @ParameterizedTest(name = "Q8: {0} that is {1} is a 502")
    @MethodSource
    void malformed(Exchange exchange, Flaw flaw) {
        day.fails(exchange, flaw.of(exchange == Exchange.PUSH ? 201 : 200, good(exchange)), 502);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(Exchange.DISCOVERY, Exchange.JWKS, Exchange.PUSH, Exchange.TOKEN)
                .flatMap(exchange -> Stream.of(Flaw.values()).map(flaw -> Arguments.of(exchange, flaw)));
    }

    private String good(Exchange exchange) {
        return switch (exchange) {
            case PUSH ->
                new JsonObject()
                        .put("request_uri", "urn:" + BadDay.CANARY)
                        .put("expires_in", 60)
                        .encode();
            case TOKEN ->
                new JsonObject()
                        .put("access_token", BadDay.CANARY)
                        .put("token_type", "Bearer")
                        .encode();
            default ->
                new Browser()
                        .get(provider.issuer() + exchange.path().substring(1))
                        .body();
        };
    }
}
