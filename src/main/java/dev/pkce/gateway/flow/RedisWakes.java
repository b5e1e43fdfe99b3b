package dev.pkce.gateway.flow;

import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.seal.BrokenSeal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait, on whichever node. Each node hears a channel of its own, whose name is random, as a node that is started
 * again has nobody of before. What is told there is a hint: the node looks at the row, and at those of all who wait now
 * and then, so one that is lost, or told to a node that is gone, does no harm.
 */
final class RedisWakes implements Wakes {
    private static final Logger LOG = LoggerFactory.getLogger(RedisWakes.class);
    private static final String WAKE = "wake";
    private static final char BETWEEN = '/';

    private final String node = UUID.randomUUID().toString();
    private final RedisStore store;
    private final Rows rows;
    private final Wakes here;

    /** Of those who wait for {@code rows}. */
    RedisWakes(RedisStore store, Rows rows) {
        this.store = store;
        this.rows = rows;
        this.here = new Wakes.Local(store.vertx().eventBus());
    }

    /** Begins to hear what other nodes tell; fails never. */
    Future<?> listen() {
        return store.redis().subscribe(channel(node), this::hear);
    }

    @Override
    public String place(String address) {
        return node + BETWEEN + address;
    }

    @Override
    public void wake(String place, Wake wake) {
        int between = place.indexOf(BETWEEN);
        String there = place.substring(0, Math.max(between, 0));
        String address = place.substring(between + 1);
        if (there.equals(node)) {
            here.wake(address, wake);
        } else {
            store.redis().publish(channel(there), sealed(channel(there), address, wake));
        }
    }

    /** With the code: a clear may have taken it out of the row by the time that the other node looks. */
    private byte[] sealed(String channel, String address, Wake wake) {
        Problem problem = wake.problem();
        Secret code = wake.code();
        JsonObject news = new JsonObject()
                .put("state", wake.state())
                .put("address", address)
                .put("code", code == null ? null : code.reveal())
                .put("problem", problem == null ? null : PartForms.problem(problem));
        return store.keys()
                .get()
                .seal(
                        WAKE,
                        channel.getBytes(StandardCharsets.US_ASCII),
                        news.toBuffer().getBytes());
    }

    private void hear(Buffer news) {
        try {
            byte[] place = channel(node).getBytes(StandardCharsets.US_ASCII);
            look(new JsonObject(Buffer.buffer(store.keys().get().open(WAKE, place, news.getBytes()))));
        } catch (BrokenSeal broken) {
            LOG.warn("Somebody without the keys tells this node news");
        }
    }

    private void look(JsonObject news) {
        String state = news.getString("state");
        String code = news.getString("code");
        JsonObject problem = news.getJsonObject("problem");
        Wake told = new Wake(
                state, code == null ? null : new Secret(code), problem == null ? null : PartForms.readProblem(problem));
        rows.get(state)
                .map(row -> wake(row == null ? null : row.flow(), told))
                .onSuccess(wake -> tell(news.getString("address"), wake));
    }

    private void tell(String address, @Nullable Wake wake) {
        if (wake != null) {
            here.wake(address, wake);
        }
    }

    /** What those are to be told who wait for what has become {@code flow}; null for nothing yet. */
    private static @Nullable Wake wake(@Nullable Flow flow, Wake told) {
        if (flow instanceof Flow.Answered answered) {
            return new Wake(told.state(), answered.code(), null);
        }
        if (flow instanceof Flow.Denied denied) {
            return new Wake(told.state(), null, denied.problem());
        }
        return flow instanceof Flow.Awaited ? null : told;
    }

    private String channel(String of) {
        return store.redis().prefix() + ":w:" + of;
    }
}
