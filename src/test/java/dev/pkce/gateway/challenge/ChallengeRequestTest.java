package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.flow.Kept;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request for a challenge may bring along, and what it leaves behind. */
@ExtendWith(GatewayExtension.class)
class ChallengeRequestTest {
    private static final String PATH = "/pkce/challenge";
    private static final String CANARY = "canary-3e91c7";

    @Test
    @DisplayName("A8: a state and a nonce have 256 bits at least")
    void long_enough(TestGateways gateways) {
        JsonObject challenge = challenge(strict(gateways));

        assertThat(challenge.getString("state")).matches("[A-Za-z0-9_-]{43,}");
        assertThat(challenge.getString("nonce")).matches("[A-Za-z0-9_-]{43,}");
    }

    @Test
    @DisplayName("A9: the nonce is the state, as the models of the SDKs say, and one of its own where that is strict")
    void nonce_and_state(TestGateways gateways, TestGateway gateway) {
        TestGateway strict = strict(gateways);
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            JsonObject usual = challenge(gateway);
            JsonObject own = challenge(strict);
            assertThat(usual.getString("nonce")).isEqualTo(usual.getString("state"));
            assertThat(own.getString("nonce")).isNotEqualTo(own.getString("state"));
            nonces.add(usual.getString("nonce"));
            nonces.add(own.getString("nonce"));
        }

        assertThat(nonces).hasSize(200);
    }

    @Test
    @DisplayName("A11: a thousand HEAD requests begin no flow")
    void head(TestGateway gateway) {
        int before = flows(gateway);

        List<CompletableFuture<Reply>> replies = IntStream.range(0, 1_000)
                .mapToObj(i -> gateway.send("HEAD", PATH, ""))
                .toList();

        assertThat(replies).extracting(CompletableFuture::join).allSatisfy(reply -> {
            assertThat(reply.expect(405).header("Allow")).isEqualTo("GET");
            assertThat(reply.body()).isEmpty();
        });
        assertThat(flows(gateway)).isEqualTo(before);
    }

    @Test
    @DisplayName("A12: a challenge is made anew whatever a cache asks for, and no cache may keep it")
    void never_cached(TestGateway gateway) {
        List<Reply> replies = Stream.of(
                        gateway.get(PATH),
                        gateway.get(PATH, "If-None-Match", "*"),
                        gateway.get(PATH, "If-Modified-Since", "Wed, 21 Oct 2026 07:28:00 GMT"),
                        gateway.get(PATH, "Range", "bytes=0-9"),
                        gateway.get(PATH, "Cache-Control", "only-if-cached"))
                .toList();

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.expect(200).header("Cache-Control")).isEqualTo("no-store");
            assertThat(reply.headers().map())
                    .doesNotContainKeys("etag", "last-modified", "expires", "age", "accept-ranges", "content-range");
        });
        assertThat(replies).extracting(Reply::body).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("A13: a query, a body and a wish for HTML change nothing and are not repeated")
    void ignored_inputs(TestGateway gateway) {
        List<Reply> replies = new ArrayList<>();
        replies.add(gateway.get(PATH + "?state=" + CANARY + "&" + CANARY));
        replies.add(gateway.send("GET", PATH, "{\"state\":\"" + CANARY + "\"}", "Content-Type", "application/json")
                .join());
        replies.add(gateway.get(PATH, "Accept", "text/html", "X-Canary", CANARY));
        replies.add(gateway.get(PATH, "Accept", "image/png;v=" + CANARY));

        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.expect(200).header("Content-Type")).isEqualTo("application/json");
            assertThat(reply.json("challenge").fieldNames()).hasSize(5);
            assertThat(reply.toString()).doesNotContain(CANARY);
        });
    }

    @ParameterizedTest(name = "A13: a browser that only looks ahead ({0}) begins no flow")
    @ValueSource(strings = {"prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"})
    void prefetch(String purpose, TestGateway gateway) {
        int before = flows(gateway);

        Reply reply = gateway.get(PATH, "Sec-Purpose", purpose).expect(204);

        assertThat(reply.body()).isEmpty();
        assertThat(flows(gateway)).isEqualTo(before);
    }

    private static TestGateway strict(TestGateways gateways) {
        return gateways.start(config -> config.getJsonObject("flows").put("strict", true));
    }

    private static JsonObject challenge(TestGateway gateway) {
        return gateway.get(PATH).expect(200).json("challenge");
    }

    private static int flows(TestGateway gateway) {
        return Kept.flows(gateway.vertx()).size();
    }
}
