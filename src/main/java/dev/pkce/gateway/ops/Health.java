package dev.pkce.gateway.ops;

import dev.pkce.gateway.ops.Check.Finding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether the gateway is well. A provider that is down is told of, and changes nothing else unless that is configured:
 * others can be signed in at, and no other node would reach it either.
 */
public final class Health {
    private final Check loops;
    private final Check listener;
    private final Check flows;
    private final Supplier<List<Check>> providers;
    private final boolean needsProvider;
    private final List<Check> needed;

    /**
     * The health of a gateway.
     *
     * @param readiness whether it has started, and is to stop
     * @param loops what it runs on
     * @param flows whether there is room for another login
     * @param providers whether each provider that is configured at the moment can be signed in at
     * @param needsProvider whether it is of no use while none can
     */
    public Health(
            Readiness readiness,
            EventLoops loops,
            Check flows,
            Supplier<List<Check>> providers,
            boolean needsProvider) {
        this.loops = new Check("event-loops", loops::trouble);
        this.listener = Check.that("listener", readiness::started, "The gateway does not listen yet.");
        Check traffic = Check.that("traffic", readiness::wanted, "The gateway is about to stop.");
        this.flows = flows;
        this.providers = providers;
        this.needsProvider = needsProvider;
        this.needed = List.of(listener, traffic, this.loops);
    }

    private Health(Health known, List<Check> more) {
        this.loops = known.loops;
        this.listener = known.listener;
        this.flows = known.flows;
        this.providers = known.providers;
        this.needsProvider = known.needsProvider;
        this.needed = Stream.concat(known.needed.stream(), more.stream()).toList();
    }

    /** The same of a gateway that is of no use either while one of {@code more} fails. */
    public Health needing(List<Check> more) {
        return new Health(this, more);
    }

    /** What is found, and whether all of it comes to a gateway that is well enough. */
    record Report(boolean up, List<Finding> findings) {
        private static Report all(List<Check> checks) {
            List<Finding> findings = checks.stream().map(Check::look).toList();
            return new Report(findings.stream().allMatch(Finding::up), findings);
        }

        JsonObject toJson() {
            JsonArray checks = new JsonArray();
            findings.forEach(finding -> checks.add(finding.toJson()));
            return new JsonObject().put("status", status(up)).put("checks", checks);
        }
    }

    /** Whether anything but a restart would help. */
    Report live() {
        return Report.all(List.of(loops));
    }

    /** Whether it has come so far that it can be asked the rest. */
    Report started() {
        return Report.all(List.of(listener));
    }

    /** Whether it is to be sent requests. Not so while there is no room for a login would end those that it holds. */
    Report ready() {
        Report asked = Report.all(needed);
        List<Finding> found = providers.get().stream().map(Check::look).toList();
        boolean reached = !needsProvider || found.stream().anyMatch(Finding::up);
        return new Report(
                asked.up() && reached,
                Stream.of(asked.findings().stream(), Stream.of(flows.look()), found.stream())
                        .flatMap(findings -> findings)
                        .toList());
    }

    static String status(boolean up) {
        return up ? "up" : "down";
    }
}
