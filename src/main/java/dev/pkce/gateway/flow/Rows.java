package dev.pkce.gateway.flow;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where flows are kept, by state, and whose a code is, by its hash. Every change is one compare-and-set, and of two that
 * race exactly one is {@link Swap#WON}. Safe from any thread; who calls on a context is answered there.
 */
interface Rows {
    /** What has come of a change. */
    enum Swap {
        WON,
        LOST,
        /** So many logins are under way that there is no room for one more. */
        FULL
    }

    /** Looks at one row, and is done once that has led to what it leads to. */
    @FunctionalInterface
    interface Reader {
        Future<?> read(Row row);
    }

    /** The row of {@code state}, which may have ended; null if there is none. */
    Future<@Nullable Row> get(String state);

    /** Puts the first row of a flow, if need be in the place of a challenge that lies idle. */
    Future<Swap> insert(Flow flow);

    /** Puts {@code next} in the place of {@code row}. */
    Future<Swap> replace(Row row, Flow next);

    /** Takes {@code row} out. */
    Future<Swap> remove(Row row);

    /** Whose the code with {@code hash} is; {@code state}'s from now on if it was nobody's. */
    Future<String> claim(String hash, String state);

    /** Takes a claim back, unless the flow of {@code state} has that code. */
    Future<?> disclaim(String hash, String state);

    /** Whose the code with {@code hash} is; null if it is nobody's. */
    Future<@Nullable String> owner(String hash);

    /** Shows {@code reader} at least every row that {@code wanted} picks, off the event loop or in portions. */
    Future<?> forEach(Predicate<Flow> wanted, Reader reader);

    /** The same for the rows of one application; null for those of none. */
    default Future<?> forEachOf(@Nullable String applicationId, Predicate<Flow> wanted, Reader reader) {
        return forEach(wanted, reader);
    }

    /** Shows {@code reader} some rows whose time is over, where {@link #pollEnded} tells of none. */
    default Future<?> forEachEnded(Reader reader) {
        return Future.succeededFuture();
    }

    /** How many logins are under way, as far as is known here. */
    int underWay();

    /** The origin of a flow that ended before {@code now}, each told once; null if there is none. */
    default @Nullable Origin pollEnded(long now) {
        return null;
    }

    /** Forgets what flows have left behind that ended before their time. */
    default Future<?> tidy() {
        return Future.succeededFuture();
    }

    /** Has {@code registry} ask how many rows there are. */
    void bindTo(MeterRegistry registry);

    /** For how many milliseconds a change may still be made that failed, where nobody knows whether it was. */
    default long lateMillis() {
        return 0;
    }

    /** Whether other processes change the same rows. */
    default boolean shared() {
        return false;
    }

    /** Forgets everything that is of this process alone. */
    void close();
}
