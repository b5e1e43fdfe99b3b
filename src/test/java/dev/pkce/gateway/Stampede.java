package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Some who sign in again and again, each call at a node by chance, at a provider that approves at once. Whoever is refused
 * begins anew. Keeps what each token call was, and what tokens it brought.
 */
final class Stampede {
    private final AtomicInteger signedIn = new AtomicInteger();
    private final Map<JsonObject, Set<String>> tokens = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Reply> refusals = new ConcurrentLinkedQueue<>();
    private final List<CompletableFuture<Void>> people = new ArrayList<>();
    private final AtomicIntegerArray rounds;
    private final List<TestGateway> nodes;
    private volatile boolean over;

    private Stampede(List<TestGateway> nodes, int size) {
        this.nodes = nodes;
        this.rounds = new AtomicIntegerArray(size);
    }

    /** So many people, who go on until {@link #end}. */
    static Stampede begin(List<TestGateway> nodes, int size) {
        Stampede stampede = new Stampede(nodes, size);
        IntStream.range(0, size).forEach(person -> stampede.people.add(stampede.again(person)));
        return stampede;
    }

    /** How many have signed in so far. */
    int signedIn() {
        return signedIn.get();
    }

    /** How often each person has begun. */
    int[] rounds() {
        return IntStream.range(0, rounds.length()).map(rounds::get).toArray();
    }

    /** Whether all that was under way when {@code before} was told is over. */
    boolean isOver(int[] before) {
        return IntStream.range(0, before.length).allMatch(person -> rounds.get(person) > before[person] + 1);
    }

    /** All answers that were not what the call was for. */
    List<Reply> refusals() {
        return List.copyOf(refusals);
    }

    /** Nobody begins any more; done when all have ended. */
    void end() {
        over = true;
        people.forEach(CompletableFuture::join);
    }

    private TestGateway any() {
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }

    private CompletableFuture<Void> again(int person) {
        if (over) {
            return CompletableFuture.completedFuture(null);
        }
        rounds.incrementAndGet(person);
        return signIn().thenComposeAsync(next -> again(person));
    }

    private CompletableFuture<Void> signIn() {
        return any().getAsync("/pkce/challenge").thenCompose(reply -> good(reply) ? code(reply) : done());
    }

    private CompletableFuture<Void> code(Reply challenge) {
        Login login = Login.of(any(), challenge.json("challenge"));
        return any().postJsonAsync("/pkce/code", login.seed().put("scope", new JsonArray().add("profile")))
                .thenCompose(reply ->
                        good(reply) ? token(login.tokenCall(reply.json("result").getString("code"))) : done());
    }

    private CompletableFuture<Void> token(JsonObject call) {
        Set<String> brought = ConcurrentHashMap.newKeySet();
        tokens.put(call, brought);
        return any().postJsonAsync("/pkce/token", call).thenAccept(reply -> tokens(brought, reply));
    }

    private void tokens(Set<String> brought, Reply reply) {
        if (good(reply)) {
            signedIn.incrementAndGet();
            brought.add(accessToken(reply));
        }
    }

    private boolean good(Reply reply) {
        if (reply.status() != 200) {
            refusals.add(reply);
        }
        return reply.status() == 200;
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static String accessToken(Reply reply) {
        return reply.json("auth0", "oAuth", "token").getString("access_token");
    }

    /** Makes every token call again, twice where it brought nothing: no flow brings more than one token. */
    void assertOneTokenEach() {
        tokens.forEach((call, brought) -> {
            for (int i = brought.size(); i < 2; i++) {
                Reply reply = any().postJson("/pkce/token", call);
                if (reply.status() == 200) {
                    brought.add(accessToken(reply));
                } else {
                    reply.expectProblem(400, "invalid_grant");
                }
            }
            assertThat(brought).hasSizeLessThanOrEqualTo(1);
        });
    }
}
