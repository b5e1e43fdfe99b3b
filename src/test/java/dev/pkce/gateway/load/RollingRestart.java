package dev.pkce.gateway.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Restarts each node in its turn while people sign in at a rate, some of whom take a moment. */
final class RollingRestart {
    // Longer than a node goes on before it stops, so that calls wait then.
    private static final long THINKING_MILLIS = 8_000;
    // Of so many logins one is of a person who takes a moment.
    private static final int PATIENT = 10;
    private static final long PATIENCE_SECONDS = 120;

    private final Vertx vertx;
    private final PrintWriter out;
    private final int rate;
    private final Nodes nodes;
    private final Reconnecting quick;
    private final Reconnecting patient;
    private int begun;
    private int waited;

    RollingRestart(Vertx vertx, PrintWriter out, int rate, Nodes nodes, WebClient client) {
        this.vertx = vertx;
        this.out = out;
        this.rate = rate;
        this.nodes = nodes;
        this.quick = program(vertx, client, nodes.url(), Nodes.QUICK);
        this.patient = program(vertx, client, nodes.url(), Nodes.PATIENT);
    }

    private static Reconnecting program(Vertx vertx, WebClient client, String url, String name) {
        return new Reconnecting(vertx, client, new Program(client, url, name, List.of("profile")));
    }

    private int reconnects() {
        return quick.reconnects() + patient.reconnects();
    }

    /** A quarter of the logins, half of them, then all: a cold node is slow whatever the others do. */
    void warmUp(int seconds) throws Exception {
        Measured cold = new Measured(Integer.MAX_VALUE);
        for (int some : List.of(Math.max(1, rate / 4), Math.max(1, rate / 2), rate)) {
            OpenLoop loop = new OpenLoop(vertx, some, due -> one(due, cold)).begin();
            TimeUnit.MILLISECONDS.sleep(1_000L * seconds / 3);
            end(loop);
        }
        out.printf("- Before that, to warm up: %d logins, %d failed%n", cold.flows() + waited, cold.failures());
        tell(cold);
    }

    /** True if no login failed, and each node went in order. */
    boolean run(int seconds) throws Exception {
        Measured measured = new Measured(Integer.MAX_VALUE);
        int before = reconnects();
        boolean inOrder = true;
        waited = 0;
        OpenLoop loop = new OpenLoop(vertx, rate, due -> one(due, measured)).begin();
        TimeUnit.SECONDS.sleep(2);
        for (int i = 0; i < nodes.size(); i++) {
            int code = nodes.restart(i);
            inOrder &= code == 0;
            out.printf("- Node %d restarted after %d logins; it had gone with %d%n", i + 1, loop.started(), code);
            TimeUnit.SECONDS.sleep(seconds);
        }
        int left = end(loop);
        out.printf(
                "- Result: **%d logins at %d/s, %d failed, %d not over**; %d calls for a code were made again%n",
                loop.started(), rate, measured.failures(), left, reconnects() - before);
        out.printf(
                "- The driver began no login more than %d ms late%n",
                loop.latest().toMillis());
        tell(measured);
        nodes.warnings().forEach((what, times) -> out.printf("- The nodes warned %d x: %s%n", times, what));
        return inOrder && measured.failures() == 0 && measured.flows() + waited == loop.started();
    }

    /** How many logins have not ended in time. */
    private static int end(OpenLoop loop) {
        try {
            loop.stop().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception late) {
            // A TimeoutException, which await() does not declare in every version.
            return loop.left();
        }
        return 0;
    }

    private void tell(Measured measured) {
        measured.errors().forEach((error, times) -> out.printf("  - %d x %s%n", times, error));
        Samples whole = measured.steps().get(Step.WHOLE);
        if (whole != null) {
            double[] at = whole.millis(50, 99, 100);
            out.printf(
                    "- Of who does not think: p50 %.1f ms, p99 %.1f, max %.1f, from when it was due%n",
                    at[0], at[1], at[2]);
        }
    }

    private Future<?> one(long due, Measured measured) {
        boolean person = begun++ % PATIENT == 0;
        return (person ? patient.signIn(THINKING_MILLIS) : quick.signIn())
                .onSuccess(done -> ended(person, System.nanoTime() - due, measured))
                .onFailure(measured::failed);
    }

    private void ended(boolean person, long nanos, Measured measured) {
        if (person) {
            waited++;
        } else {
            measured.add(Step.WHOLE, nanos);
        }
    }
}
