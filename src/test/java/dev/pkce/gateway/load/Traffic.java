package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Logins of all fates, one when it is due however long the others take: of twenty, two meet an error of the provider, two hang up, one waits in vain. */
final class Traffic {
    static final String QUICK = "quick";
    static final String PATIENT = "patient";

    private static final List<Fault> FAULTS = List.of(
            Fault.html(500), Fault.reset(), Fault.resetMidBody(), Fault.html(200), Fault.status(204, "text/plain", ""));

    private final AtomicInteger started = new AtomicInteger();
    private final Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> errors = new ConcurrentSkipListMap<>();
    private final Vertx vertx;
    private final DevelopmentProvider quick;
    private final DevelopmentProvider patient;
    private final Program atQuick;
    private final Program atPatient;
    private final HttpClient leaving;
    private final String gateway;
    private volatile boolean over;
    private long began;

    Traffic(Vertx vertx, String gateway, DevelopmentProvider quick, DevelopmentProvider patient) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.quick = quick;
        this.patient = patient;
        WebClient client = WebClient.create(
                vertx, new WebClientOptions().setUserAgentEnabled(false), new PoolOptions().setHttp1MaxSize(4000));
        this.atQuick = new Program(client, gateway, QUICK);
        this.atPatient = new Program(client, gateway, PATIENT);
        this.leaving = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(4000));
    }

    int started() {
        return started.get();
    }

    Map<String, Integer> outcomes() {
        return outcomes;
    }

    Map<String, Integer> errors() {
        return errors;
    }

    int unexpected() {
        return errors.values().stream().mapToInt(Integer::intValue).sum();
    }

    void end() {
        over = true;
    }

    /** To be called on the one context that everything here happens on. */
    void begin(int rate) {
        began = System.nanoTime();
        vertx.setPeriodic(1, tick -> due(rate));
        // The providers remember what they were asked, for tests.
        vertx.setPeriodic(
                1_000, tick -> List.of(quick, patient).forEach(p -> p.recorder().clear()));
    }

    private void due(int rate) {
        while (!over && began + started.get() * (1_000_000_000L / rate) <= System.nanoTime()) {
            one(started.getAndIncrement() % 20);
        }
    }

    private void one(int fate) {
        switch (fate) {
            case 3, 13 -> count("the provider failed", refused(), true);
            case 7, 17 -> count("hung up", hungUp(), false);
            case 11 -> count("expired", expired(), true);
            default -> count("signed in", signedIn(), false);
        }
    }

    private Future<?> signedIn() {
        return atQuick.challenge()
                .compose(challenge -> atQuick.code(challenge).compose(code -> atQuick.token(code, challenge)));
    }

    /** Whoever comes next meets the fault, so of as many as are asked for as many fail. */
    private Future<?> refused() {
        quick.faults().once(Leg.TOKEN, FAULTS.get(started.get() / 10 % FAULTS.size()));
        return signedIn();
    }

    private Future<?> expired() {
        return atPatient.challenge().compose(atPatient::code);
    }

    private Future<?> hungUp() {
        return atPatient.challenge().compose(this::leave);
    }

    /** The call is parked when its connection is cut. */
    private Future<?> leave(Challenge challenge) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(gateway + "/pkce/code");
        return leaving.request(options).compose(request -> {
            request.putHeader("Content-Type", "application/json");
            request.response().onFailure(left -> {});
            return request.end(atPatient.seed(challenge).toBuffer())
                    .compose(sent -> vertx.timer(200, TimeUnit.MILLISECONDS))
                    .compose(later -> request.connection().close());
        });
    }

    private void count(String fate, Future<?> flow, boolean fails) {
        flow.onSuccess(done -> outcome(fate, fails ? "went well, as its fault met another" : "as it should"))
                .onFailure(failure -> failed(fate, failure));
    }

    private void outcome(String fate, String how) {
        outcomes.merge(fate + ", " + how, 1, Integer::sum);
    }

    private void failed(String fate, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("token: 502 ") || message.startsWith("code: 504 flow_expired")) {
            outcome(fate, "told " + message);
        } else {
            errors.merge(fate + ": " + (failure instanceof Unexpected ? message : failure), 1, Integer::sum);
        }
    }
}
