package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

class JsonBodyFuzz {
    @FuzzTest
    void a_body_is_an_object_or_an_invalid_request(byte[] body) {
        JsonObject read;
        try {
            read = JsonBody.parse(Buffer.buffer(body));
        } catch (PkceException refused) {
            assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INVALID_REQUEST);
            return;
        }
        assertThat(JsonBody.parse(read.toBuffer())).isEqualTo(read);
    }
}
