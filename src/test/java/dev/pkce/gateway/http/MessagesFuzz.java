package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pkce.gateway.api.AuthorizationResponse;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.JsonForm;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.RevokedPkce;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

class MessagesFuzz {
    private static final List<Function<JsonObject, ? extends JsonForm>> FORMS = List.of(
            SeededPkce::fromJson,
            TokenizedPkce::fromJson,
            AuthorizeRequest::fromJson,
            AuthorizationResponse::fromJson,
            RevokedPkce::fromJson,
            ClearRequest::fromJson);

    @FuzzTest
    void a_body_is_a_message_that_reads_as_it_is_written_or_an_invalid_request(byte[] body) {
        for (Function<JsonObject, ? extends JsonForm> form : FORMS) {
            try {
                JsonForm message = form.apply(JsonBody.parse(Buffer.buffer(body)));
                assertThat(form.apply(message.toJson())).isEqualTo(message);
            } catch (PkceException refused) {
                assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INVALID_REQUEST);
            }
        }
    }
}
