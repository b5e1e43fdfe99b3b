package dev.pkce.gateway.token;

import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.provider.Providers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Revokes in the background what a clear was meant for, a few at a time. Confined to the context of its verticle. */
final class ClearedTokens {
    private static final Logger LOG = LoggerFactory.getLogger(ClearedTokens.class);
    private static final int AT_ONCE = 8;

    private final Queue<ClearableTokens.Held> waiting = new ArrayDeque<>();
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

    void revoke(ClearRequest clear) {
        // Reading every token takes longer than an event loop may be held.
        vertx.executeBlocking(() -> clearable.take(clear)).onSuccess(this::revoke);
    }

    void revoke(ClearableTokens.Held token) {
        context.runOnContext(turn -> revoke(List.of(token)));
    }

    private void revoke(List<ClearableTokens.Held> tokens) {
        waiting.addAll(tokens);
        next();
    }

    private void next() {
        ClearableTokens.Held token = underWay < AT_ONCE ? waiting.poll() : null;
        if (token == null) {
            return;
        }
        underWay++;
        // In a turn of its own: calls that fail at once must not pile up on the stack.
        attempt(token).onComplete(told -> context.runOnContext(turn -> ended()));
        next();
    }

    private void ended() {
        underWay--;
        next();
    }

    private Future<?> attempt(ClearableTokens.Held token) {
        return Future.succeededFuture()
                .compose(go -> revocations.revoke(providers.named(token.provider()), token.request()))
                .onFailure(failure -> LOG.warn(
                        "A token of provider {} could not be revoked after a clear: {}",
                        token.provider(),
                        PkceException.of(failure).problem().detail()));
    }
}
