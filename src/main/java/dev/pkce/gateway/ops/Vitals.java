package dev.pkce.gateway.ops;

import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the status page asks the gateway.
 *
 * @param readiness whether it wants traffic
 * @param underWay how many logins are under way
 * @param answering whether each provider answers, by name
 */
public record Vitals(Readiness readiness, IntSupplier underWay, Supplier<Map<String, Boolean>> answering) {}
