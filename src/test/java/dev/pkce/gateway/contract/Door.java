package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A way into the gateway. What goes in and comes out is JSON here, whatever it is on the way. */
interface Door {
    /** The doors that there are. */
    enum Kind {
        HTTP,
        TYPED,
        JSON;

        Door of(TestGateway gateway) {
            return switch (this) {
                case HTTP -> new HttpDoor(gateway);
                case TYPED -> new TypedDoor(gateway);
                case JSON -> new JsonDoor(gateway);
            };
        }
    }

    Future<Answer> challenge(@Nullable String application);

    /** Seeds with {@code seed}, or has the gateway make one; waits for {@code wait} seconds, or as long as is configured. */
    Future<Answer> authorize(@Nullable JsonObject seed, @Nullable String application, @Nullable Integer wait);

    Future<Answer> await(String state, @Nullable Integer wait);

    Future<Answer> redirect(String state);

    Future<Answer> respond(JsonObject parameters);

    Future<Answer> confirm(JsonObject answer);

    Future<Answer> token(JsonObject call);

    Future<Answer> revoke(JsonObject call);

    Future<Answer> clear(@Nullable String application, @Nullable String state);
}
