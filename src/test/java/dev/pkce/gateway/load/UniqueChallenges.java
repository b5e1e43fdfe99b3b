package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Very many challenges, no two of which may have anything in common; see load-tests/README.md. */
@Command(
        name = "unique-challenges.sh",
        description = "Fetches very many challenges and counts what is there twice.",
        mixinStandardHelpOptions = true)
public final class UniqueChallenges implements Callable<Integer> {
    private static final List<String> MEMBERS = List.of("state", "nonce", "verifier", "challenge");

    @Option(names = "--challenges", defaultValue = "1000000", description = "How many (1,000,000).")
    private int challenges;

    @Option(names = "--connections", defaultValue = "64", description = "How many at once (64).")
    private int connections;

    /**
     * What came of a run.
     *
     * @param duplicates how often each member was one that had been there before
     * @param errors how often a call failed, by what was wrong
     */
    public record Result(Map<String, Long> duplicates, Map<String, Integer> errors) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new UniqueChallenges()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        // A client asks for none but its provider; nobody is signed in here. Room for all that come in ten seconds.
        Map<String, String> environment = Map.of(
                "PKCE_PROVIDERS_0_ISSUER", "https://provider.example/",
                "PKCE_FLOWS_TTL", "10s",
                "PKCE_FLOWS_MAX", "2000000");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        new Report(out).machine();
        out.printf("- Run: %d challenges, %d at once%n", challenges, connections);
        try (ServingGateway gateway = ServingGateway.start(environment)) {
            long began = System.nanoTime();
            Result result = run(vertx, gateway.url(), challenges, connections);
            out.printf("- Time: %.1f s%n- Duplicates: %s%n", (System.nanoTime() - began) / 1e9, result.duplicates());
            out.printf("- Errors: %s%n", result.errors().isEmpty() ? "none" : result.errors());
            boolean unique = result.duplicates().values().stream().allMatch(times -> times == 0);
            return unique && result.errors().isEmpty() ? 0 : 1;
        } finally {
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    /** Fetches {@code size} challenges of {@code gateway}, {@code atOnce} at a time. */
    public static Result run(Vertx vertx, String gateway, int size, int atOnce) throws Exception {
        WebClient client = WebClient.create(
                vertx, new WebClientOptions().setUserAgentEnabled(false), new PoolOptions().setHttp1MaxSize(atOnce));
        Fetch fetch = new Fetch(new Program(client, gateway, "any"), size);
        vertx.runOnContext(begin -> IntStream.range(0, atOnce).forEach(i -> fetch.next()));
        fetch.over.future().await(30, TimeUnit.MINUTES);
        client.close();
        return fetch.result();
    }

    /** Confined to one event loop while it runs. */
    private static final class Fetch {
        private final Promise<Void> over = Promise.promise();
        private final Measured measured = new Measured(Integer.MAX_VALUE);
        private final Program program;
        private final long[][] heads;
        private int asked;
        private int told;
        private int ended;

        Fetch(Program program, int size) {
            this.program = program;
            this.heads = new long[MEMBERS.size()][size];
        }

        private void next() {
            if (asked < heads[0].length) {
                asked++;
                program.challenge()
                        .onSuccess(this::keep)
                        .onFailure(measured::failed)
                        .onComplete(done -> ended());
            }
        }

        private void ended() {
            next();
            if (++ended == heads[0].length) {
                over.complete();
            }
        }

        private void keep(Program.Challenge made) {
            List<String> values = List.of(made.state(), made.nonce(), made.verifier(), made.challenge());
            for (int member = 0; member < values.size(); member++) {
                heads[member][told] = head(values.get(member));
            }
            told++;
        }

        /** The first 64 bits; that two of a million agree in these by chance is once in thirty million runs. */
        private static long head(String value) {
            byte[] bytes = Base64.getUrlDecoder().decode(value);
            require(bytes.length >= 32, "challenge: less than 256 bits");
            return ByteBuffer.wrap(bytes).getLong();
        }

        private Result result() {
            Map<String, Long> duplicates = new LinkedHashMap<>();
            for (int member = 0; member < heads.length; member++) {
                long distinct = Arrays.stream(heads[member], 0, told).distinct().count();
                duplicates.put(MEMBERS.get(member), told - distinct);
            }
            return new Result(duplicates, measured.errors());
        }
    }
}
