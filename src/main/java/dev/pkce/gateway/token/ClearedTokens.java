package dev.pkce.gateway.token;

import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.Done;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revokes in the background what a clear was meant for, a few at a time. Confined to the context of its verticle. */
final class ClearedTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ClearedTokens.class);
    private static final int AT_ONCE = 8;
    private static final int TRIES = 20;
    private static final int PAUSE_SECONDS = 5;

    private record Due(ClearableTokens.Held token, int tries) {}

    private final Queue<Due> waiting = new ArrayDeque<>();
    private final Vertx vertx;
    private final Context context;
    private final Providers providers;
    private final ClearableTokens clearable;
    private final RevocationProxy revocations;
    private int underWay;

    ClearedTokens(Vertx vertx, Providers providers, Exchanges exchanges) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.providers = providers;
        this.clearable = exchanges.clearable;
        this.revocations = new RevocationProxy(exchanges);
    }

    /** Begins to revoke what the flows of {@code clear} brought; nobody waits until it is done. */
    Future<Done> revoke(ClearRequest clear) {
        // Reading every token takes longer than an event loop may be held.
        return vertx.executeBlocking(() -> clearable.take(clear))
                .onSuccess(this::revoke)
                .map(taken -> new Done());
    }

    void revoke(ClearableTokens.Held token) {
        context.runOnContext(turn -> revoke(List.of(token)));
    }

    private void revoke(List<ClearableTokens.Held> tokens) {
        tokens.forEach(token -> waiting.add(new Due(token, 0)));
        next();
    }

    private void next() {
        Due due = underWay < AT_ONCE ? waiting.poll() : null;
        if (due == null) {
            return;
        }
        underWay++;
        // In a turn of its own: calls that fail at once must not pile up on the stack.
        attempt(due).onComplete(told -> context.runOnContext(turn -> ended()));
        next();
    }

    private void ended() {
        underWay--;
        next();
    }

    private Future<?> attempt(Due due) {
        return Future.succeededFuture()
                .compose(go -> revocations.revoke(
                        providers.named(due.token().provider()), due.token().request()))
                .onFailure(failure -> failed(due, PkceException.of(failure).problem()));
    }

    /** A provider that is down, or wants fewer calls, is asked again: whoever cleared has been told that it is done. */
    private void failed(Due due, Problem problem) {
        boolean lasting = problem.kind() == Problem.Kind.PROVIDER_REFUSED
                || !providers.knows(due.token().provider());
        boolean later = !lasting && due.tries() + 1 < TRIES;
        LOG.warn(
                "A token of provider {} could not be revoked after a clear{}: {}",
                due.token().provider(),
                later ? " and is tried again" : "",
                problem.detail());
        if (later) {
            Due again = new Due(due.token(), due.tries() + 1);
            int seconds = Math.max(PAUSE_SECONDS, problem.retryAfter());
            vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), pause -> again(again));
        }
    }

    private void again(Due due) {
        waiting.add(due);
        next();
    }
}
