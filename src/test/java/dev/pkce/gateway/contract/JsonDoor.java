package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.Addresses;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Messages of plain JSON, as programs in other languages of the JVM send them. */
record JsonDoor(EventBus bus) implements Door {
    private static final DeliveryOptions PATIENT = new DeliveryOptions().setSendTimeout(300_000);

    JsonDoor(TestGateway running) {
        this(running.vertx().eventBus());
    }

    @Override
    public Future<Answer> challenge(@Nullable String application) {
        return send(Addresses.CHALLENGE, with(new JsonObject().put("address", "127.0.0.1"), application, null));
    }

    @Override
    public Future<Answer> authorize(@Nullable JsonObject seed, @Nullable String application, @Nullable Integer wait) {
        JsonObject message = seed == null ? new JsonObject() : seed.copy();
        return send(Addresses.AUTHORIZE, with(message.put("address", "127.0.0.1"), application, wait));
    }

    @Override
    public Future<Answer> await(String state, @Nullable Integer wait) {
        return send(Addresses.AWAIT, with(new JsonObject().put("state", state), null, wait));
    }

    @Override
    public Future<Answer> redirect(String state) {
        return send(Addresses.REDIRECT, new JsonObject().put("state", state));
    }

    @Override
    public Future<Answer> respond(JsonObject parameters) {
        return send(Addresses.RESPOND, parameters);
    }

    @Override
    public Future<Answer> confirm(JsonObject answer) {
        return send(Addresses.CONFIRM, answer);
    }

    @Override
    public Future<Answer> token(JsonObject call) {
        return send(Addresses.TOKEN, call);
    }

    @Override
    public Future<Answer> revoke(JsonObject call) {
        return send(Addresses.REVOKE, call);
    }

    @Override
    public Future<Answer> clear(@Nullable String application, @Nullable String state) {
        JsonObject message = new JsonObject();
        if (state != null) {
            message.put("state", state);
        }
        return send(Addresses.CLEAR, with(message, application, null));
    }

    private static JsonObject with(JsonObject message, @Nullable String application, @Nullable Integer wait) {
        if (application != null) {
            message.put("application_id", application);
        }
        return wait == null ? message : message.put("wait", wait);
    }

    private Future<Answer> send(String address, JsonObject message) {
        return Answer.told(bus.<JsonObject>request(address, message, PATIENT).map(reply -> Answer.of(reply.body())));
    }
}
