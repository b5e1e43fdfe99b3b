package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a row leaves this process. Its times are those of the clock that all who share it go by, which is ahead
 * of {@link Clock} by another amount in each process. Members that a later version adds are passed over.
 */
final class RowForm {
    private static final String STAGE = "stage";
    private static final String CODE = "code";
    private static final String CODE_HASH = "code_hash";
    private static final String WAITING = "waiting";
    private static final String PROVIDER = "provider";

    private RowForm() {}

    /** The form of {@code flow}, where the shared clock is {@code ahead} milliseconds ahead. */
    static byte[] write(Flow flow, long ahead) {
        JsonObject form = new JsonObject()
                .put(STAGE, Stage.of(flow).label())
                .put("origin", PartForms.origin(flow.origin()))
                .put(CODE_HASH, kept(flow));
        if (flow instanceof Flow.Asked asked) {
            form.put("asked", PartForms.authorization(asked.authorization()));
        }
        if (flow instanceof Flow.Awaited awaited) {
            form.put(WAITING, new JsonArray(awaited.waiting()));
        }
        more(flow, form, ahead);
        return form.toBuffer().getBytes();
    }

    /** A hash that the row has in the place of a code. */
    private static @Nullable String kept(Flow flow) {
        if (flow instanceof Flow.Denied denied) {
            return denied.codeHash();
        }
        return flow instanceof Flow.Spent spent ? spent.codeHash() : null;
    }

    private static void more(Flow flow, JsonObject form, long ahead) {
        if (flow instanceof Flow.Seeded seeded) {
            form.put("pushed", PartForms.pushed(seeded.pushed(), ahead)).put("departed", seeded.departed());
        } else if (flow instanceof Flow.Held held) {
            form.put(CODE, held.code().reveal()).put("ticket", held.ticket().reveal());
        } else if (flow instanceof Flow.Answered answered) {
            form.put(CODE, answered.code().reveal()).put("misses", answered.misses());
        } else if (flow instanceof Flow.Denied denied) {
            form.put("problem", PartForms.problem(denied.problem()));
        } else if (flow instanceof Flow.Spent spent) {
            form.put(PROVIDER, spent.provider());
        }
    }

    /**
     * The flow whose form {@code bytes} are, where the shared clock is {@code ahead} milliseconds ahead. Fails with some
     * RuntimeException where they are no such form.
     */
    static Flow read(byte[] bytes, long ahead) {
        JsonObject form = new JsonObject(Buffer.buffer(bytes));
        Origin origin = PartForms.readOrigin(form.getJsonObject("origin"));
        return switch (Stage.labelled(form.getString(STAGE))) {
            case ISSUED -> new Flow.Issued(origin);
            case SEEDED -> seeded(form, origin, ahead);
            case HELD -> new Flow.Held(origin, asked(form), waiting(form), secret(form, CODE), secret(form, "ticket"));
            case ANSWERED -> new Flow.Answered(origin, asked(form), secret(form, CODE), form.getInteger("misses"));
            case DENIED ->
                new Flow.Denied(
                        origin,
                        asked(form),
                        PartForms.readProblem(form.getJsonObject("problem")),
                        form.getString(CODE_HASH));
            case REDEEMING -> new Flow.Spent(origin, form.getString(PROVIDER), form.getString(CODE_HASH), false);
            case SPENT -> new Flow.Spent(origin, form.getString(PROVIDER), form.getString(CODE_HASH), true);
        };
    }

    private static Flow seeded(JsonObject form, Origin origin, long ahead) {
        return new Flow.Seeded(
                origin,
                asked(form),
                waiting(form),
                PartForms.readPushed(form.getJsonObject("pushed"), ahead),
                form.getBoolean("departed"));
    }

    private static Authorization asked(JsonObject form) {
        return PartForms.readAuthorization(form.getJsonObject("asked"));
    }

    private static List<String> waiting(JsonObject form) {
        return PartForms.texts(form.getJsonArray(WAITING));
    }

    private static Secret secret(JsonObject form, String member) {
        return new Secret(form.getString(member));
    }
}
