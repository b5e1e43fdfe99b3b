package dev.pkce.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Crowd;
import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.Browser;
import dev.pkce.gateway.demo.DevelopmentProvider;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thousand people sign in at once, each with values found nowhere else. */
@ExtendWith(GatewayExtension.class)
class InterleavedFlowsTest {
    private static final int MANY = 1_000;
    private static final Random RANDOM = new Random(9700);
    private static final Pattern CANARY = Pattern.compile("canary-[0-9]+");

    /** One of them, on the way. */
    private record Person(String canary, Login login, CompletableFuture<Reply> caller) {}

    @Test
    @DisplayName("I8: 1,000 interleaved flows get 1,000 tokens, and no answer holds anything of another's")
    void flows_do_not_mix(TestGateways gateways, DevelopmentProvider provider) throws Exception {
        // The provider signs a thousand tokens one after the other, which may take longer than one usually may.
        TestGateway gateway = gateways.start(config -> config.getJsonArray("providers")
                .getJsonObject(0)
                .put("preflight", false)
                .put("timeout", "20s")
                .put("answer-timeout", "20s"));
        provider.autoApprove(true);
        List<Crowd.Member> crowd = Crowd.park(gateway, MANY, (login, i) -> seed(login, "canary-" + i));
        List<Person> people = IntStream.range(0, MANY)
                .mapToObj(i -> new Person(
                        "canary-" + i, crowd.get(i).login(), crowd.get(i).caller()))
                .toList();

        List<String> codes = approve(gateway, people);
        List<Reply> tokens = redeem(gateway, people, codes);

        assertThat(codes).doesNotHaveDuplicates();
        assertThat(tokens.stream().map(InterleavedFlowsTest::accessToken)).doesNotHaveDuplicates();
        for (int i = 0; i < MANY; i++) {
            assertOwn(people.get(i), tokens.get(i));
        }
        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(MANY);
    }

    private static JsonObject seed(Login login, String canary) {
        return login.seed()
                .put("client_id", canary)
                .put("audience", "https://api.example/" + canary)
                .put("scope", new JsonArray().add("openid").add(canary));
    }

    /** Brings everybody back to the callback, in any order; the codes that the callers were told. */
    private static List<String> approve(TestGateway gateway, List<Person> people) {
        Browser browser = new Browser();
        List<Map<String, String>> responses = new ArrayList<>();
        for (Person person : people) {
            String query = "?state=" + Forms.encode(person.login().state());
            String provider = gateway.get("/pkce/authorize" + query).header("Location");
            responses.add(Forms.query(
                    browser.get(provider).headers().firstValue("Location").orElseThrow()));
        }
        Collections.shuffle(responses, RANDOM);
        List<CompletableFuture<Reply>> callbacks = responses.stream()
                .map(response -> gateway.postFormAsync("/pkce/response/code", response))
                .toList();
        callbacks.forEach(callback -> callback.join().expect(200));
        return people.stream().map(InterleavedFlowsTest::told).toList();
    }

    private static String told(Person person) {
        Reply reply = person.caller().join().expect(200);
        assertThat(reply.json("result").getString("state"))
                .isEqualTo(person.login().state());
        assertThat(canaries(reply.body())).allMatch(person.canary()::equals);
        return reply.json("result").getString("code");
    }

    /** Everybody's token call, in any order; the answers in that of {@code people}. */
    private static List<Reply> redeem(TestGateway gateway, List<Person> people, List<String> codes) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
        Collections.shuffle(order, RANDOM);
        List<CompletableFuture<Reply>> calls = new ArrayList<>(Collections.nCopies(MANY, new CompletableFuture<>()));
        for (int i : order) {
            JsonObject call = people.get(i).login().tokenCall(codes.get(i));
            calls.set(
                    i,
                    gateway.postJsonAsync(
                            "/pkce/token", call.put("client_id", people.get(i).canary())));
        }
        return calls.stream().map(call -> call.join().expect(200)).toList();
    }

    private static void assertOwn(Person person, Reply reply) {
        JsonObject auth0 = reply.json("auth0");
        JsonObject token = reply.json("auth0", "oAuth", "token");
        assertThat(auth0.getString("client")).isEqualTo(person.canary());
        assertThat(auth0.getString("audience")).isEqualTo("https://api.example/" + person.canary());
        assertThat(token.getString("scope")).isEqualTo("openid " + person.canary());
        assertThat(canaries(reply.body())).allMatch(person.canary()::equals);
        String claims = token.getString("id_token").split("\\.", -1)[1];
        JsonObject idToken = new JsonObject(new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8));
        assertThat(idToken.getString("nonce"))
                .isEqualTo(person.login().challenge().getString("nonce"));
        assertThat(idToken.getValue("aud")).isEqualTo(person.canary());
    }

    private static String accessToken(Reply reply) {
        return reply.json("auth0", "oAuth", "token").getString("access_token");
    }

    private static List<String> canaries(String body) {
        return CANARY.matcher(body).results().map(MatchResult::group).toList();
    }
}
