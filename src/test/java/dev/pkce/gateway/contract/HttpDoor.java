package dev.pkce.gateway.contract;

import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The HTTP API. */
record HttpDoor(TestGateway gateway) implements Door {
    @Override
    public Future<Answer> challenge(@Nullable String application) {
        return answer(gateway.getAsync("/pkce/challenge", headers(application, null)));
    }

    @Override
    public Future<Answer> authorize(@Nullable JsonObject seed, @Nullable String application, @Nullable Integer wait) {
        String[] headers = headers(application, wait);
        return answer(
                seed == null
                        ? gateway.send("POST", "/pkce/code", "", headers)
                        : gateway.postJsonAsync("/pkce/code", seed, headers));
    }

    @Override
    public Future<Answer> await(String state, @Nullable Integer wait) {
        return answer(gateway.getAsync("/pkce/code" + query(state), headers(null, wait)));
    }

    @Override
    public Future<Answer> redirect(String state) {
        return answer(gateway.getAsync("/pkce/authorize" + query(state)));
    }

    @Override
    public Future<Answer> respond(JsonObject parameters) {
        return answer(gateway.postFormAsync("/pkce/response/code", form(parameters)));
    }

    @Override
    public Future<Answer> confirm(JsonObject answer) {
        return answer(gateway.postFormAsync("/pkce/confirm", form(answer)));
    }

    @Override
    public Future<Answer> token(JsonObject call) {
        return answer(gateway.postJsonAsync("/pkce/token", call));
    }

    @Override
    public Future<Answer> revoke(JsonObject call) {
        return answer(gateway.postJsonAsync("/pkce/revoke", call));
    }

    @Override
    public Future<Answer> clear(@Nullable String application, @Nullable String state) {
        String path = "/pkce/clear" + (state == null ? "" : query(state));
        return answer(gateway.send("POST", path, "", headers(application, null)));
    }

    private static String query(String state) {
        return "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
    }

    private static String[] headers(@Nullable String application, @Nullable Integer wait) {
        List<String> headers = new ArrayList<>();
        if (application != null) {
            headers.addAll(List.of("X-Application-ID", application));
        }
        if (wait != null) {
            headers.addAll(List.of("Prefer", "wait=" + wait));
        }
        return headers.toArray(String[]::new);
    }

    private static Map<String, String> form(JsonObject parameters) {
        Map<String, String> form = new HashMap<>();
        parameters.forEach(
                parameter -> form.put(parameter.getKey(), parameter.getValue().toString()));
        return form;
    }

    private static Future<Answer> answer(CompletableFuture<Reply> call) {
        return Future.fromCompletionStage(call).map(HttpDoor::answer);
    }

    private static Answer answer(Reply reply) {
        if (reply.status() >= 400) {
            String seconds = reply.header("Retry-After");
            String nonce = reply.header("DPoP-Nonce");
            return new Answer(
                    reply.status(),
                    reply.json(),
                    seconds.isEmpty() ? 0 : Integer.parseInt(seconds),
                    nonce.isEmpty() ? null : nonce);
        }
        if (reply.status() == 302) {
            return Answer.of(new JsonObject().put("location", reply.header("Location")));
        }
        return Answer.of(reply.body().isEmpty() ? new JsonObject() : reply.json());
    }
}
