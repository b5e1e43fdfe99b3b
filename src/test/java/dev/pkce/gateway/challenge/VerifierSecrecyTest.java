package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Person;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class VerifierSecrecyTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    @DisplayName("A10: a verifier is in the challenge and in the upstream token body, and nowhere else")
    void verifier_stays_put(TestGateway gateway) {
        Login login = gateway.login();
        try (LogCapture logs = new LogCapture()) {
            String code = codeOf(gateway, login);
            refusedTokenCalls(gateway, login, code);
            see(login.token(code).expect(200));
            see(login.token(code).expectProblem(400, "invalid_grant"));
            see(gateway.post("/pkce/clear").expect(204));
            see(gateway.get("/pkce/code?state=" + login.state()).expect(400));
            seen.add(logs.text());
        }

        assertThat(seen).noneMatch(text -> text.contains(login.verifier()));
        List<Recorded> upstream = gateway.provider().recorder().all().stream()
                .filter(request -> request.toString().contains(login.verifier()))
                .toList();
        assertThat(upstream).extracting(Recorded::path).containsExactly("/oauth/token");
        assertThat(upstream.get(0).form().all("code_verifier")).containsExactly(login.verifier());
        assertThat(upstream.get(0).query().pairs()).isEmpty();
    }

    private String codeOf(TestGateway gateway, Login login) {
        see(gateway.postJson("/pkce/code", login.seed(), "Prefer", "respond-async")
                .expect(202));
        see(gateway.postJson("/pkce/code", login.seed().put("prompt", "login")).expect(409));
        CompletableFuture<Reply> parked = login.park();
        see(gateway.get("/pkce/authorize?state=" + login.state()).expect(302));
        HttpResponse<String> page = new Person(gateway).act(login.state(), "approve");
        assertThat(page.statusCode()).isEqualTo(200);
        seen.add(page.headers() + page.body());
        Reply result = see(parked.join().expect(200));
        String code = result.json("result").getString("code");
        see(login.respond(code).expect(200));
        see(login.respond("another").expect(400));
        return code;
    }

    private void refusedTokenCalls(TestGateway gateway, Login login, String code) {
        JsonObject call = login.tokenCall(code);
        see(gateway.postJson("/pkce/token", call.copy().put("client_id", "other"))
                .expect(400));
        see(gateway.postJson("/pkce/token", call.copy().put("code_verifier", login.verifier() + "="))
                .expect(400));
        see(gateway.postJson(
                        "/pkce/token", call.copy().put("code_verifier", new JsonObject().put("v", login.verifier())))
                .expect(400));
        see(gateway.postJson("/pkce/token", call + "}").expect(400));
        see(gateway.postJson("/pkce/code", login.seed().put("code_challenge", login.verifier() + "="))
                .expect(400));
    }

    private Reply see(Reply reply) {
        seen.add(reply.toString());
        return reply;
    }
}
