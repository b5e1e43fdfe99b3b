package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.load.Program.Challenge;
import dev.pkce.gateway.load.Verdicts.Fate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Logins of all fates: of twenty, two meet an error of the provider, two hang up, one waits in vain. */
final class Traffic {
    private static final String QUICK = "quick";
    private static final String PATIENT = "patient";
    // With an RSA signature for each login the provider would take a processor for itself.
    private static final int WITH_ID_TOKEN = 4;

    private static final List<Fault> FAULTS = List.of(
            Fault.html(500), Fault.reset(), Fault.resetMidBody(), Fault.html(200), Fault.status(204, "text/plain", ""));

    private final Vertx vertx;
    private final DevelopmentProvider quick;
    private final WebClient client;
    private final HttpClient leaving;
    private final String gateway;
    private int begun;

    Traffic(Vertx vertx, String gateway, DevelopmentProvider quick, DevelopmentProvider patient) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.quick = quick;
        this.client = WebClient.create(
                vertx, new WebClientOptions().setUserAgentEnabled(false), new PoolOptions().setHttp1MaxSize(4000));
        this.leaving = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false), new PoolOptions().setHttp1MaxSize(4000));
        // The providers remember what they were asked, for tests.
        vertx.setPeriodic(
                1_000, tick -> List.of(quick, patient).forEach(p -> p.recorder().clear()));
    }

    /** What a gateway needs to know of the two providers, whose flows are to live for {@code life}. */
    static Map<String, String> environment(DevelopmentProvider quick, DevelopmentProvider patient, Duration life) {
        return Map.of(
                "PKCE_PROVIDERS_0_NAME", QUICK,
                "PKCE_PROVIDERS_0_ISSUER", quick.issuer(),
                "PKCE_PROVIDERS_0_CLIENT_ID", QUICK,
                "PKCE_PROVIDERS_1_NAME", PATIENT,
                "PKCE_PROVIDERS_1_ISSUER", patient.issuer(),
                "PKCE_PROVIDERS_1_CLIENT_ID", PATIENT,
                "PKCE_FLOWS_TTL", life.toSeconds() + "s");
    }

    /** Begins logins at {@code rate} a second, of which {@code verdicts} is told. */
    OpenLoop begin(int rate, Verdicts verdicts) {
        behave();
        return new OpenLoop(vertx, rate, due -> one(verdicts)).begin();
    }

    /** Nobody is to meet an error that others were meant to, and did not come for. */
    Traffic behave() {
        quick.faults().clear();
        return this;
    }

    /** The next login, of whatever fate, of which {@code verdicts} is told; always on the same event loop. */
    Future<?> one(Verdicts verdicts) {
        Fate fate = switch (begun++ % 20) {
            case 3, 13 -> Fate.REFUSED;
            case 7, 17 -> Fate.HUNG_UP;
            case 11 -> Fate.EXPIRED;
            default -> Fate.SIGNED_IN;
        };
        long began = System.nanoTime();
        return login(fate, verdicts)
                .onSuccess(done -> verdicts.done(fate))
                .onFailure(failure -> verdicts.failed(fate, Duration.ofNanos(System.nanoTime() - began), failure));
    }

    private Future<?> login(Fate fate, Verdicts verdicts) {
        return switch (fate) {
            case SIGNED_IN -> signIn();
            case REFUSED -> refused(verdicts);
            case HUNG_UP -> hungUp();
            case EXPIRED -> expired();
        };
    }

    /** One whole login. */
    Future<?> signIn() {
        List<String> scope = begun % WITH_ID_TOKEN == 0 ? List.of("openid", "email") : List.of("email");
        return new Program(client, gateway, QUICK, scope).signIn();
    }

    private Future<?> refused(Verdicts verdicts) {
        verdicts.planted();
        quick.faults().once(Leg.TOKEN, FAULTS.get(begun / 10 % FAULTS.size()));
        return signIn();
    }

    private Future<?> expired() {
        Program program = new Program(client, gateway, PATIENT);
        return program.challenge().compose(program::code);
    }

    private Future<?> hungUp() {
        Program program = new Program(client, gateway, PATIENT);
        return program.challenge().compose(challenge -> leave(program, challenge));
    }

    /** The call is parked when its connection is cut. */
    private Future<?> leave(Program program, Challenge challenge) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(gateway + "/pkce/code");
        return leaving.request(options).compose(request -> {
            request.putHeader("Content-Type", "application/json");
            request.response().onFailure(left -> {});
            return request.end(program.seed(challenge).toBuffer())
                    .compose(sent -> vertx.timer(200, TimeUnit.MILLISECONDS))
                    .compose(later -> request.connection().close());
        });
    }

    /** Closes the connections. */
    Future<?> end() {
        client.close();
        return leaving.close();
    }
}
