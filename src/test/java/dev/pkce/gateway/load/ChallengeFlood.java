package dev.pkce.gateway.load;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.load.Program.Challenge;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks for challenges without an end and comes back with none of them, while people sign in; see load-tests/README.md. */
@Command(
        name = "challenge-flood.sh",
        description = "Floods a gateway that has little memory with requests for challenges.",
        mixinStandardHelpOptions = true)
public final class ChallengeFlood implements Callable<Integer> {
    /** What a run calls the answer of a gateway that is full. */
    public static final String REFUSED = "503, Retry-After: 5";

    private static final int PEOPLE = 100;

    @Option(names = "--seconds", defaultValue = "60", description = "How long, 1 to 300 (60).")
    private int seconds;

    @Option(names = "--connections", defaultValue = "64", description = "How many ask at once (64).")
    private int connections;

    @Option(names = "--max", defaultValue = "20000", description = "flows.max of the gateway (20,000).")
    private int max;

    @Option(names = "--heap", defaultValue = "256m", description = "-Xmx of the gateway (256m).")
    private String heap = "";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ChallengeFlood()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        new Report(out).machine();
        out.printf("- Run: %d s, %d connections, flows.max %d, -Xmx%s%n", seconds, connections, max, heap);
        try {
            DevelopmentProvider provider = DevelopmentProvider.start(vertx, 0).await();
            Map<String, String> environment = Map.of(
                    "JAVA_TOOL_OPTIONS", "-Xmx" + heap + " -XX:+ExitOnOutOfMemoryError",
                    "PKCE_PROVIDERS_0_ISSUER", provider.issuer(),
                    "PKCE_FLOWS_MAX", Integer.toString(max));
            try (ServingGateway gateway = ServingGateway.start(environment)) {
                return flood(vertx, gateway.url(), out);
            }
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private int flood(Vertx vertx, String gateway, PrintWriter out) throws Exception {
        WebClient client = WebClient.create(vertx, new WebClientOptions().setUserAgentEnabled(false));
        Program program = new Program(client, gateway, "any");
        List<Future<Challenge>> begun =
                IntStream.range(0, PEOPLE).mapToObj(i -> begin(program)).toList();
        Future.all(begun).await(60, TimeUnit.SECONDS);
        Map<String, Integer> answers = run(vertx, gateway, Duration.ofSeconds(seconds), connections);
        List<Future<Void>> signedIn = begun.stream()
                .map(challenge -> signIn(client, program, challenge.result()))
                .toList();
        Future.join(signedIn).otherwiseEmpty().await(120, TimeUnit.SECONDS);
        long finished = signedIn.stream().filter(Future::succeeded).count();
        out.printf("- Answers: %s%n- Signed in afterwards: %d of %d that had begun%n", answers, finished, PEOPLE);
        return finished == PEOPLE && List.of("200", REFUSED).containsAll(answers.keySet()) ? 0 : 1;
    }

    private static Future<Challenge> begin(Program program) {
        return program.challenge().compose(challenge -> program.begin(challenge).map(challenge));
    }

    private static Future<Void> signIn(WebClient client, Program program, Challenge challenge) {
        Person person = new Person(client, program.gateway(), challenge.state());
        return person.authorize()
                .compose(person::open)
                .compose(person::submit)
                .compose(person::comeBack)
                .compose(code -> program.token(code, challenge));
    }

    /** Floods {@code gateway} over {@code connections}; how often each answer came, called by status and {@code Retry-After}. */
    public static Map<String, Integer> run(Vertx vertx, String gateway, Duration duration, int connections)
            throws Exception {
        Flood flood = new Flood(vertx, gateway, duration, connections);
        vertx.runOnContext(begin -> IntStream.range(0, connections).forEach(i -> flood.next()));
        flood.over.future().await(duration.toSeconds() + 60, TimeUnit.SECONDS);
        return flood.answers;
    }

    /** Confined to one event loop. */
    private static final class Flood {
        // A refusal closes its connection, and a machine has only so many ports.
        private static final long PAUSE_MILLIS = 100;

        private final Map<String, Integer> answers = new TreeMap<>();
        private final Promise<Void> over = Promise.promise();
        private final RequestOptions challenge;
        private final HttpClient client;
        private final Vertx vertx;
        private final long until;
        private int running;

        Flood(Vertx vertx, String gateway, Duration duration, int connections) {
            this.vertx = vertx;
            challenge = new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(gateway + "/pkce/challenge")
                    .setTimeout(30_000);
            client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(connections));
            until = System.nanoTime() + duration.toNanos();
            running = connections;
        }

        void next() {
            if (System.nanoTime() - until >= 0) {
                if (--running == 0) {
                    client.close();
                    over.complete();
                }
                return;
            }
            client.request(challenge)
                    .compose(HttpClientRequest::send)
                    .compose(answer -> answer.body().map(read -> told(answer)))
                    .otherwise(Throwable::toString)
                    .onSuccess(this::told);
        }

        private void told(String answer) {
            answers.merge(answer, 1, Integer::sum);
            if (answer.equals("200")) {
                next();
            } else {
                vertx.setTimer(PAUSE_MILLIS, pause -> next());
            }
        }

        private static String told(HttpClientResponse answer) {
            String later = answer.getHeader("Retry-After");
            return answer.statusCode() + (later == null ? "" : ", Retry-After: " + later);
        }
    }
}
