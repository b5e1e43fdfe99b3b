package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** All answers of a behaviour. What is random, or a time, stands there as a name: the same one for the same value. */
final class Transcript {
    private static final Set<String> RANDOM = Set.of(
            "state",
            "nonce",
            "challenge",
            "code_challenge",
            "verifier",
            "code",
            "access_token",
            "refresh_token",
            "id_token",
            "ticket",
            "binding_message",
            "at_hash",
            "sid",
            "jti",
            "dpop_nonce");
    private static final Set<String> TIMES = Set.of("iat", "exp", "auth_time", "age", "updated_at", "expires_in");
    private static final Pattern QUERY = Pattern.compile("(state|nonce|code_challenge|request_uri)=([^&]+)");

    private final List<Object> answers = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    Answer add(Answer answer) {
        answers.add(List.of(
                answer.status(),
                masked(answer.json()),
                answer.retryAfter(),
                answer.nonce() == null ? "" : name("dpop", answer.nonce())));
        return answer;
    }

    void expectSameAs(Transcript other) {
        assertThat(answers).isEqualTo(other.answers);
    }

    private Object masked(Object value) {
        if (value instanceof JsonObject object) {
            JsonObject masked = new JsonObject();
            object.forEach(member -> masked.put(member.getKey(), masked(member.getKey(), member.getValue())));
            return masked;
        }
        return value instanceof JsonArray array
                ? new JsonArray(array.stream().map(this::masked).toList())
                : value;
    }

    private Object masked(String member, Object value) {
        if (value instanceof String text && RANDOM.contains(member)) {
            return name(member, text);
        }
        if (value instanceof String text && member.equals("location")) {
            return QUERY.matcher(text).replaceAll(found -> found.group(1) + "=" + name(found.group(1), found.group(2)));
        }
        return TIMES.contains(member) ? "time" : masked(value);
    }

    private String name(String member, String value) {
        return names.computeIfAbsent(value, unknown -> member + " " + names.size());
    }
}
