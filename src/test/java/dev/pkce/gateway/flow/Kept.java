package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.HashMap;
import java.util.Map;

/** The flows that the gateway on a Vert.x keeps, wherever their rows are. */
public final class Kept {
    private Kept() {}

    /** All of them, by state. */
    public static Map<String, Object> flows(Vertx vertx) {
        Map<String, Object> kept = new HashMap<>(map(vertx, "pkce.flows"));
        map(vertx, IssuedRows.NAMES).keySet().forEach(name -> kept.putAll(map(vertx, name)));
        return kept;
    }

    private static LocalMap<String, Object> map(Vertx vertx, String name) {
        return vertx.sharedData().getLocalMap(name);
    }
}
