package dev.pkce.gateway.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;

/** An answer that is not the one of a successful login. Its message has nothing of the one flow, so it can be counted. */
final class Unexpected extends RuntimeException {
    private Unexpected(String message) {
        super(message, null, false, false);
    }

    static void require(boolean fine, String otherwise) {
        if (!fine) {
            throw new Unexpected(otherwise);
        }
    }

    static HttpResponse<Buffer> require(HttpResponse<Buffer> answer, int status, String call) {
        if (answer.statusCode() != status) {
            throw new Unexpected(call + ": " + answer.statusCode() + problem(answer));
        }
        return answer;
    }

    private static String problem(HttpResponse<Buffer> answer) {
        if (!"application/problem+json".equals(answer.getHeader("Content-Type"))) {
            return "";
        }
        JsonObject problem = answer.bodyAsJsonObject();
        return " " + problem.getString("error") + ", " + problem.getString("detail");
    }
}
