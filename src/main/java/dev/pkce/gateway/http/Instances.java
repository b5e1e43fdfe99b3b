package dev.pkce.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All instances of the listener, of which each knows only its own connections. Safe from any thread. */
final class Instances {
    private final List<Instance> all = new CopyOnWriteArrayList<>();

    private record Instance(Context context, ReadingDeadlines deadlines) {
        Future<Boolean> closeLongestSilent() {
            Promise<Boolean> closed = Promise.promise();
            context.runOnContext(turn -> closed.complete(deadlines.closeLongestSilent()));
            return closed.future();
        }
    }

    /** One more, whose {@code deadlines} are confined to {@code context}. */
    void add(Context context, ReadingDeadlines deadlines) {
        all.add(new Instance(context, deadlines));
    }

    void remove(ReadingDeadlines deadlines) {
        all.removeIf(instance -> instance.deadlines() == deadlines);
    }

    /** Has one of the others make room for a connection of the one with {@code busy}; false if none has a silent one. */
    Future<Boolean> makeRoom(ReadingDeadlines busy) {
        Future<Boolean> made = Future.succeededFuture(false);
        for (Instance other : all) {
            if (other.deadlines() != busy) {
                made = made.compose(enough -> enough ? Future.succeededFuture(true) : other.closeLongestSilent());
            }
        }
        return made;
    }
}
