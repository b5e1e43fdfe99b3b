package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pkce.gateway.api.PkceException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "null",
                "[1]",
                "\"x\"",
                "1",
                "true",
                "{}{}",
                "{} x",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{/* no */}",
                "{'a':1}",
                "{\"a\":1e400}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "\uFEFF{}",
                "{\"a\":\"\u0001\"}"
            })
    void what_is_not_one_plain_json_object_is_refused(String body) {
        assertThatThrownBy(() -> JsonBody.parse(Buffer.buffer(body))).isInstanceOf(PkceException.class);
    }

    static Stream<Buffer> hostile() {
        return Stream.of(
                Buffer.buffer(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'}),
                Buffer.buffer("{\"a\":1}".getBytes(StandardCharsets.UTF_16)),
                Buffer.buffer("{\"a\":" + "[".repeat(100_000)),
                Buffer.buffer("{\"a\":".repeat(10_000)),
                Buffer.buffer("{\"a\":" + "9".repeat(10_000) + "}"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void what_is_hostile_is_refused(Buffer body) {
        assertThatThrownBy(() -> JsonBody.parse(body)).isInstanceOf(PkceException.class);
    }

    @Test
    void every_kind_of_value_is_read() {
        String body =
                "{\"t\":\"é\",\"i\":1,\"l\":12345678901,\"d\":1.5,\"b\":true,\"f\":false,\"n\":null,\"o\":{\"a\":[1,[]]}}";

        assertThat(JsonBody.parse(Buffer.buffer(body))).isEqualTo(new JsonObject(body));
    }

    @Test
    void the_refusal_quotes_nothing_of_the_body() {
        assertThatThrownBy(() -> JsonBody.parse(Buffer.buffer("{\"code_verifier\":\"canary\",,}")))
                .hasMessageNotContaining("canary")
                .hasNoCause();
    }
}
