package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** How soon parked callers are told: some one by one, then all that are left at once. */
final class Waking {
    private static final long LONGEST_SECONDS = 60;

    private final Vertx vertx;
    private final String gateway;
    private final String issuer;
    private final WebClient client;

    /** Of callers at {@code gateway}, as if {@code issuer} had sent people back. */
    Waking(Vertx vertx, Started gateway, String issuer) {
        this.vertx = vertx;
        this.gateway = "http://127.0.0.1:" + gateway.port();
        this.issuer = issuer;
        this.client = WebClient.create(vertx);
    }

    /** How long it takes, from the callback to the answer, for each of the first {@code many}. */
    Samples oneByOne(Callers callers, int many) throws Exception {
        Samples one = new Samples();
        for (int i = 0; i < many; i++) {
            one.add(wake(callers, callers.first() + i));
        }
        return one;
    }

    private long wake(Callers callers, int number) throws Exception {
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .add("code", "code-" + number)
                .add("iss", issuer)
                .add("state", Callers.challenge(number).state());
        long sent = System.nanoTime();
        Future<?> callback = client.postAbs(gateway + "/pkce/response/code")
                .sendForm(form)
                .map(answer -> require(answer, 200, "callback"));
        Future.all(callback, callers.told(number)).await(LONGEST_SECONDS, TimeUnit.SECONDS);
        return callers.told(number).result() - sent;
    }

    /** Has so many more call at once, while somebody asks for challenges, one after the other. */
    void whileParking(Callers callers, int more, PrintWriter out) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Asking asking = new Asking(vertx, gateway, over::get);
        Future<Samples> asked = asking.begin();
        callers.call(more);
        // What was sent last may not have been read.
        TimeUnit.SECONDS.sleep(1);
        over.set(true);
        tell(out, "%d come at once: challenges".formatted(more), asking, asked);
    }

    private static void tell(PrintWriter out, String when, Asking asking, Future<Samples> asked) throws Exception {
        Samples waits = asked.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        double[] at = waits.millis(50, 99, 100);
        out.printf(
                "| %s meanwhile, one after the other | %d, p50 %.1f ms, p99 %.1f, max %.1f; asked late by %.1f at the most |%n",
                when, waits.size(), at[0], at[1], at[2], asking.late() / 1e6);
    }

    /** By {@code POST /pkce/clear}, while somebody asks for challenges, one after the other. */
    void all(Callers callers, PrintWriter out) throws Exception {
        int left = callers.size() - callers.answered();
        long began = System.nanoTime();
        Asking asking = new Asking(vertx, gateway, () -> callers.answered() == callers.size());
        Future<Samples> asked = asking.begin();
        client.postAbs(gateway + "/pkce/clear").send().await(LONGEST_SECONDS, TimeUnit.SECONDS);
        double cleared = (System.nanoTime() - began) / 1e6;
        asked.await(LONGEST_SECONDS, TimeUnit.SECONDS);
        out.printf(
                "| %d are woken at once | cleared after %.0f ms, the last told after %.0f |%n",
                left, cleared, (System.nanoTime() - began) / 1e6);
        tell(out, "challenges", asking, asked);
    }
}
