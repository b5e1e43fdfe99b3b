package dev.pkce.gateway.flow;

import static dev.pkce.gateway.flow.StoreNode.done;
import static dev.pkce.gateway.flow.TestStore.presented;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.redis.RedisServer;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand flows at two nodes, each with two callbacks at once, one on each node, and a fifth then with two token calls. */
class RedisRacesTest {
    private static final int ROUNDS = 10_000;
    private static final int AT_ONCE = 250;
    // Of so many lots one is redeemed too.
    private static final int REDEEMED = 5;
    private static final int WINDOW = 12;

    private static RedisServer server;
    private static RedisNodes nodes;
    private static List<StoreNode> both;

    @TempDir
    private static Path directory;

    private record Race(Origin origin, Future<Secret> first, Future<Secret> second) {
        Future<Secret> won() {
            return first.succeeded() ? first : second;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server = RedisServer.start("--dir", directory.toString(), "--rdbcompression", "no");
        nodes = new RedisNodes(
                server, Duration.ofSeconds(10), () -> StoreContract.config(Duration.ofMinutes(10), 100_000));
        both = List.of(nodes.start(), nodes.start());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            nodes.close();
            server.close();
        }
    }

    @Test
    @DisplayName(
            "P1, P2: of two callbacks on two nodes one wins, 10,000 times, of two token calls 2,000 times; a dump tells nothing")
    void one_winner_each() throws Exception {
        Set<String> secrets = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int from = 0; from < ROUNDS; from += AT_ONCE) {
            List<Race> races = callbacks();
            for (Race race : races) {
                secrets.addAll(secrets(race));
                names.add(S256.of(race.origin().state()).substring(0, WINDOW));
            }
            if (from % (REDEEMED * AT_ONCE) == 0) {
                redemptions(races);
            }
        }

        String kept = dump();
        assertThat(kept).hasSizeGreaterThan(ROUNDS * 100).contains("test:f:{", "test:c:{", "test:way");
        // Each would be found by its first characters, which are all random.
        Set<String> sought =
                secrets.stream().map(secret -> secret.substring(0, WINDOW)).collect(toSet());
        assertThat(sought).hasSizeGreaterThan(2 * ROUNDS);
        assertThat(hits(kept, sought)).as("secrets in a dump").isZero();
        // Names do lie open, so what is looked for like that is found.
        assertThat(hits(kept, names)).isGreaterThan(ROUNDS);
    }

    private static long hits(String text, Set<String> sought) {
        return IntStream.rangeClosed(0, text.length() - WINDOW)
                .mapToObj(i -> text.substring(i, i + WINDOW))
                .filter(sought::contains)
                .count();
    }

    private static List<String> secrets(Race race) {
        return List.of(
                race.origin().state(),
                race.origin().challenge(),
                race.won().result().reveal());
    }

    private static List<Race> callbacks() {
        List<Future<Origin>> origins = IntStream.range(0, AT_ONCE)
                .mapToObj(i -> seeded(both.get(i % 2)))
                .toList();
        done(Future.all(origins));
        List<Race> races = origins.stream()
                .map(Future::result)
                .map(origin -> new Race(origin, answer(0, origin), answer(1, origin)))
                .toList();
        done(Future.join(races.stream()
                        .flatMap(race -> Stream.of(race.first(), race.second()))
                        .toList())
                .otherwiseEmpty());
        assertThat(races)
                .allMatch(race -> race.first().succeeded() != race.second().succeeded());
        return races;
    }

    private static Future<Origin> seeded(StoreNode node) {
        Origin origin = node.origin();
        return node.store
                .issue(origin)
                .compose(issued -> node.store.park(origin, TestStore.asked(origin, "client"), StoreNode.HERE))
                .map(origin);
    }

    private static Future<Secret> answer(int node, Origin origin) {
        return both.get(node).store.answer(origin.state(), new Secret(States.random()));
    }

    private static void redemptions(List<Race> races) {
        List<List<Future<Optional<Redemption>>>> tokens = races.stream()
                .map(race -> List.of(redeem(0, race), redeem(1, race)))
                .toList();
        done(Future.join(new ArrayList<>(tokens.stream().flatMap(List::stream).toList()))
                .otherwiseEmpty());
        assertThat(tokens)
                .allSatisfy(pair -> assertThat(pair)
                        .filteredOn(Future::succeeded)
                        .singleElement()
                        .satisfies(won -> assertThat(won.result()).isPresent()));
        List<Redemption> redeemed = tokens.stream()
                .flatMap(List::stream)
                .filter(Future::succeeded)
                .map(won -> won.result().orElseThrow())
                .toList();
        assertThat(redeemed.stream().map(Redemption::origin))
                .containsExactlyInAnyOrderElementsOf(
                        races.stream().map(Race::origin).toList());
    }

    private static Future<Optional<Redemption>> redeem(int node, Race race) {
        return both.get(node).store.redeem(race.won().result(), presented("client", "verifier"));
    }

    /** Everything that Redis would put on a disk, with its texts as they are. */
    private static String dump() throws Exception {
        assertThat(server.command("SAVE")).isEqualTo("+OK");
        return Files.readString(directory.resolve("dump.rdb"), StandardCharsets.ISO_8859_1);
    }
}
