package dev.pkce.gateway.ops;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What happened to a flow, or to those of a trace: as JSON, and as a page where a browser asks for one. */
final class FlowRoutes {
    private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{12}");
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");

    private final Journal journal;

    FlowRoutes(Journal journal) {
        this.journal = journal;
    }

    void mount(Router router) {
        router.get("/flows").handler(this::onTrace);
        router.get("/flows/:hash").handler(this::onFlow);
    }

    private void onTrace(RoutingContext ctx) {
        List<String> ids = ctx.queryParam("trace");
        List<Timeline> found =
                ids.size() == 1 && TRACE.matcher(ids.get(0)).matches() ? journal.trace(ids.get(0)) : List.of();
        JsonArray flows = new JsonArray();
        found.forEach(timeline -> flows.add(timeline.toJson()));
        ManagementAnswers.json(ctx, found.isEmpty() ? 404 : 200, new JsonObject().put("flows", flows));
    }

    private void onFlow(RoutingContext ctx) {
        String hash = ctx.pathParam("hash");
        Optional<Timeline> found = HASH.matcher(hash).matches() ? journal.flow(hash) : Optional.empty();
        if (found.isEmpty()) {
            ManagementAnswers.status(ctx, 404, "not found");
        } else if (ManagementAnswers.pageWanted(ctx)) {
            ManagementAnswers.page(ctx, TimelinePage.of(found.get()));
        } else {
            ManagementAnswers.json(ctx, 200, found.get().toJson());
        }
    }
}
