package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The flows that the gateway on a Vert.x keeps, wherever their rows are. */
public final class Kept {
    private Kept() {}

    /** All of them, by state. */
    public static Map<String, Object> flows(Vertx vertx) {
        Map<String, Object> kept = new HashMap<>(map(vertx, "pkce.flows"));
        slices(vertx)
                .forEach(slice -> slice.forEach(flow -> kept.put(flow.origin().state(), flow)));
        return kept;
    }

    /** What those are in that nobody has seeded. */
    static Collection<Slice> slices(Vertx vertx) {
        return vertx.sharedData().<Long, Slice>getLocalMap(IssuedRows.MAP).values();
    }

    private static LocalMap<String, Object> map(Vertx vertx, String name) {
        return vertx.sharedData().getLocalMap(name);
    }
}
