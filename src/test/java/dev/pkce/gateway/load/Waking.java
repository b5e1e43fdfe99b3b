package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** How soon parked callers are told: some one by one, then all that are left at once. */
final class Waking {
    private static final int ONE_BY_ONE = 500;
    private static final int UNCOUNTED = 100;
    private static final long LONGEST_SECONDS = 60;

    private final Vertx vertx;
    private final String gateway;
    private final String issuer;
    private final Callers callers;
    private final PrintWriter out;
    private final WebClient client;

    /** Of {@code callers} at {@code gateway}, as if {@code issuer} had sent people back. */
    Waking(Vertx vertx, Started gateway, String issuer, Callers callers, PrintWriter out) {
        this.vertx = vertx;
        this.gateway = "http://127.0.0.1:" + gateway.port();
        this.issuer = issuer;
        this.callers = callers;
        this.out = out;
        this.client = WebClient.create(vertx);
    }

    void measure() throws Exception {
        Samples one = new Samples();
        for (int i = 0; i < ONE_BY_ONE; i++) {
            long took = wake(i);
            if (i >= UNCOUNTED) {
                one.add(took);
            }
        }
        double[] at = one.millis(50, 99, 100);
        out.printf(
                "| one is woken, from the callback to its answer | p50 %.1f ms, p99 %.1f, max %.1f |%n",
                at[0], at[1], at[2]);
        all();
    }

    private long wake(int number) throws Exception {
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .add("code", "code-" + number)
                .add("iss", issuer)
                .add("state", Parked.challenge(number).state());
        long sent = System.nanoTime();
        Future<?> callback = client.postAbs(gateway + "/pkce/response/code")
                .sendForm(form)
                .map(answer -> require(answer, 200, "callback"));
        Future.all(callback, callers.told(number)).await(LONGEST_SECONDS, TimeUnit.SECONDS);
        return callers.told(number).result() - sent;
    }

    /** By {@code POST /pkce/clear}, while somebody asks for challenges, one after the other. */
    private void all() throws Exception {
        long began = System.nanoTime();
        Future<Samples> asking = new Asking(vertx, gateway, () -> callers.answered() == callers.size()).begin();
        client.postAbs(gateway + "/pkce/clear").send().await(LONGEST_SECONDS, TimeUnit.SECONDS);
        double cleared = (System.nanoTime() - began) / 1e6;
        Samples asked = asking.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        double[] at = asked.millis(50, 99, 100);
        out.printf(
                "| %d are woken at once | cleared after %.0f ms, the last told after %.0f |%n",
                callers.size() - ONE_BY_ONE, cleared, (System.nanoTime() - began) / 1e6);
        out.printf(
                "| challenges meanwhile, one after the other | %d, p50 %.1f ms, p99 %.1f, max %.1f |%n",
                asked.size(), at[0], at[1], at[2]);
    }
}
