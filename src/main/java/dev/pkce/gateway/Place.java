package dev.pkce.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;

/** The place that a Vert.x has for one gateway. Two would take each other's calls, at addresses that are the same for all. */
final class Place {
    private static final String TAKEN = "taken";

    private final LocalMap<String, String> places;
    private final String gateway;

    /** Of the gateway that is deployed by the id {@code gateway}. */
    Place(Vertx vertx, String gateway) {
        this.places = vertx.sharedData().getLocalMap("pkce.gateway");
        this.gateway = gateway;
    }

    /** Fails if there is another gateway. */
    Future<Void> take() {
        return places.putIfAbsent(TAKEN, gateway) == null
                ? Future.succeededFuture()
                : Future.failedFuture(
                        new IllegalStateException("This Vert.x has a gateway already, at the same addresses:"
                                + " undeploy that one first, or give this one a Vert.x of its own"));
    }

    void leave() {
        if (places.removeIfPresent(TAKEN, gateway)) {
            places.close();
        }
    }
}
