package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.seal.KeyRing;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rows look like in Redis: a version that a change has to find, in clear, and the row, sealed for the name that it is
 * kept under. So whoever reads Redis learns of no flow, and whoever writes it can make none and move none.
 */
final class Sealed {
    /** How many characters a version has. */
    static final int VERSION_CHARS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Sealed.class);
    private static final String FLOW = "flow";
    private static final String STATE = "state";

    private final Supplier<KeyRing> keys;
    private final ServerClock clock;

    /** Seals with {@code keys}; {@code clock} is the one that all share. */
    Sealed(Supplier<KeyRing> keys, ServerClock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A version that nothing had before. */
    static String version() {
        return States.random().substring(0, VERSION_CHARS);
    }

    /** What is kept under {@code name} for {@code flow}. */
    byte[] row(String name, String version, Flow flow) {
        byte[] sealed = keys.get().seal(FLOW, ascii(name + version), RowForm.write(flow, clock.ahead()));
        byte[] value = Arrays.copyOf(ascii(version), VERSION_CHARS + sealed.length);
        System.arraycopy(sealed, 0, value, VERSION_CHARS, sealed.length);
        return value;
    }

    /** The row that {@code value}, kept under {@code name}, is; fails where it was not put there by a holder of the keys. */
    Future<Row> row(String name, byte[] value) {
        try {
            String version = new String(value, 0, VERSION_CHARS, StandardCharsets.US_ASCII);
            byte[] form = keys.get()
                    .open(FLOW, ascii(name + version), Arrays.copyOfRange(value, VERSION_CHARS, value.length));
            return Future.succeededFuture(new Row(RowForm.read(form, clock.ahead()), version));
        } catch (RuntimeException unreadable) {
            return unreadable(unreadable);
        }
    }

    /** What is kept under {@code name} for whose code it is. */
    byte[] state(String name, String state) {
        return keys.get().seal(STATE, ascii(name), state.getBytes(StandardCharsets.UTF_8));
    }

    /** The state that {@code value}, kept under {@code name}, is. */
    Future<String> state(String name, byte[] value) {
        try {
            return Future.succeededFuture(
                    new String(keys.get().open(STATE, ascii(name), value), StandardCharsets.UTF_8));
        } catch (RuntimeException unreadable) {
            return unreadable(unreadable);
        }
    }

    /** Not the same as nothing: a flow that somebody else holds the keys of must not be begun anew. */
    private static <T> Future<T> unreadable(RuntimeException why) {
        LOG.error("The store holds what cannot be read: {}", why.getClass().getSimpleName());
        return Future.failedFuture(
                new PkceException(Problem.unavailable("The store of the gateway holds what it cannot read.")));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
