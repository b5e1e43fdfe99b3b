package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Recorder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class ChallengeTest {
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 100;

    private static final List<JsonObject> CHALLENGES = new ArrayList<>();

    @BeforeAll
    static void asks_ten_thousand_times(TestGateway gateway) {
        CHALLENGES.clear();
        while (CHALLENGES.size() < MANY) {
            List<CompletableFuture<Reply>> asked = Stream.generate(() -> gateway.getAsync("/pkce/challenge"))
                    .limit(AT_ONCE)
                    .toList();
            asked.forEach(reply -> CHALLENGES.add(reply.join().expect(200).json("challenge")));
        }
    }

    @Test
    @DisplayName("A1: a challenge is exactly its five members, as JSON, never to be cached")
    void shape(TestGateway gateway) {
        Reply reply = gateway.get("/pkce/challenge").expect(200);

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Pragma")).isEqualTo("no-cache");
        assertThat(reply.json().fieldNames()).containsExactly("challenge");
        JsonObject challenge = reply.json("challenge");
        assertThat(challenge.fieldNames())
                .containsExactlyInAnyOrder("state", "nonce", "challenge", "method", "verifier");
        assertThat(challenge.getString("method")).isEqualTo("S256");
        assertThat(challenge.getMap().values())
                .allSatisfy(value -> assertThat(value).asString().isNotEmpty());
    }

    @Test
    @DisplayName("A2: ten thousand verifiers are 43 to 128 unreserved characters")
    void verifier_alphabet() {
        assertThat(CHALLENGES)
                .hasSize(MANY)
                .extracting(challenge -> challenge.getString("verifier"))
                .doesNotHaveDuplicates()
                .allMatch(verifier -> verifier.matches("[A-Za-z0-9._~-]{43,128}"));
    }

    @Test
    @DisplayName("A3: ten thousand challenges are S256 of their verifiers, without padding")
    void challenge_is_s256() {
        assertThat(CHALLENGES).hasSize(MANY).allSatisfy(challenge -> {
            String s256 = challenge.getString("challenge");
            assertThat(s256).isEqualTo(s256(challenge.getString("verifier"))).matches("[A-Za-z0-9_-]{43}");
        });
    }

    @Test
    @DisplayName("A4: the vector of RFC 7636 appendix B is redeemed")
    void appendix_b(TestGateway gateway) {
        Recorder upstream = gateway.provider().recorder();
        Login login = appendixB(gateway);
        String code = login.seeded().signIn();

        login.token(code).expect(200);

        assertThat(upstream.count("/oauth/token")).isEqualTo(1);
    }

    @Test
    @DisplayName("A4: the vector of RFC 7636 appendix B with its last character changed never leaves")
    void appendix_b_changed(TestGateway gateway) {
        Recorder upstream = gateway.provider().recorder();
        Login login = appendixB(gateway);
        String code = login.seeded().signIn();

        JsonObject changed = login.tokenCall(code).put("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl");
        gateway.postJson("/pkce/token", changed).expectProblem(400, "invalid_grant");

        assertThat(upstream.count("/oauth/token")).isZero();
        login.token(code).expect(200);
        assertThat(upstream.count("/oauth/token")).isEqualTo(1);
    }

    private static Login appendixB(TestGateway gateway) {
        return Login.foreign(
                gateway,
                "appendix-b-" + UUID.randomUUID(),
                "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    private static String s256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
