package dev.pkce.gateway.flow;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The flows that the gateway on a Vert.x keeps, wherever their rows are. */
public final class Kept {
    private Kept() {}

    /** All of them, by state. */
    public static Map<String, Object> flows(Vertx vertx) {
        Map<String, Object> kept = new HashMap<>(map(vertx, "pkce.flows"));
        issued(vertx).forEach(row -> kept.put(row.flow().origin().state(), row.flow()));
        return kept;
    }

    /** Those of them that nobody has seeded. */
    static List<IssuedRow> issued(Vertx vertx) {
        List<IssuedRow> issued = new ArrayList<>();
        for (String name : map(vertx, IssuedRows.NAMES).keySet()) {
            LocalMap<IssuedRow, IssuedRow> slice = vertx.sharedData().getLocalMap(name);
            issued.addAll(slice.keySet());
        }
        return issued;
    }

    private static LocalMap<String, Object> map(Vertx vertx, String name) {
        return vertx.sharedData().getLocalMap(name);
    }
}
