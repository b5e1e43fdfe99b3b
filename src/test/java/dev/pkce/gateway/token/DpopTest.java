package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pkce.gateway.DpopKey;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.TokenizedPkce;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class DpopTest {
    private final TestGateway gateway;
    private final DevelopmentProvider provider;
    private final DpopKey key = new DpopKey();

    DpopTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @Test
    @DisplayName("F7: a proof is passed on as it is, and the tokens are bound to its key")
    void a_proof_is_passed_on() {
        Login login = gateway.login();
        String proof = key.proof(provider);

        Reply reply = token(login.tokenCall(login.approved()), proof).expect(200);

        assertThat(reply.json("auth0", "oAuth", "token").getString("token_type"))
                .isEqualTo("DPoP");
        assertThat(provider.recorder().at("/oauth/token"))
                .singleElement()
                .satisfies(sent -> assertThat(sent.headers().getAll("DPoP")).containsExactly(proof))
                .satisfies(sent -> assertThat(sent.form().pairs().toString()).doesNotContain(proof));
    }

    @Test
    @DisplayName("F7: a provider that wants a nonce first is heard, and the code is good for the next proof")
    void a_nonce_is_passed_back() {
        provider.dpopNonce(true);
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved());

        Reply refused = token(call, key.proof(provider)).expectProblem(400, "use_dpop_nonce");
        String nonce = refused.header("DPoP-Nonce");
        assertThat(nonce).isNotEmpty();

        Reply reply = token(call, key.proof(provider, nonce)).expect(200);
        assertThat(reply.header("DPoP-Nonce")).isEqualTo(nonce);
        assertThat(reply.json("auth0", "oAuth", "token").getString("dpop_nonce"))
                .isEqualTo(nonce);
        token(call, key.proof(provider, nonce)).expectProblem(400, "invalid_grant");
    }

    @Test
    void over_the_event_bus_proof_and_nonce_are_members() throws Exception {
        provider.dpopNonce(true);
        Login login = gateway.login();
        PkceGateway bus = PkceGateway.on(gateway.vertx());
        TokenizedPkce call =
                TokenizedPkce.fromJson(login.tokenCall(login.approved()).put("dpop", key.proof(provider)));

        String nonce = catchThrowableOfType(
                        PkceException.class, () -> bus.token(call).await(10, TimeUnit.SECONDS))
                .problem()
                .nonce();

        TokenizedPkce proven = call.withProof(new Secret(key.proof(provider, Objects.requireNonNull(nonce))));
        assertThat(bus.token(proven).await(10, TimeUnit.SECONDS).token().nonce())
                .isEqualTo(nonce)
                .isNotNull();
    }

    @Test
    @DisplayName("F7: a proof that the provider does not take is its refusal")
    void a_proof_for_somewhere_else_is_refused_by_the_provider() {
        Login login = gateway.login();
        String proof = key.proof(provider);
        token(login.tokenCall(login.approved()), proof).expect(200);
        Login next = gateway.login();

        token(next.tokenCall(next.approved()), proof).expectProblem(400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName("F7: a token is told as what the provider says it is, bound or not")
    void nothing_is_relabelled() {
        Login login = gateway.login();
        String code = login.approved();
        provider.faults().once(Leg.TOKEN, Fault.changed(tokens -> tokens.put("token_type", "bearer")));
        assertThat(token(login.tokenCall(code), key.proof(provider))
                        .expect(200)
                        .json("auth0", "oAuth", "token")
                        .getString("token_type"))
                .isEqualTo("Bearer");

        Login unproven = gateway.login();
        String other = unproven.approved();
        provider.faults().once(Leg.TOKEN, Fault.changed(tokens -> tokens.put("token_type", "dpop")));
        unproven.token(other).expectProblem(502, "server_error");
    }

    @ParameterizedTest(name = "F7: {0} is no proof")
    @ValueSource(strings = {"", "x", "a.b", "a.b.c.d", "a..c", "a.b.c=", "a b.c.d", "UNKNOWN"})
    void what_cannot_be_a_proof_goes_nowhere(String proof) {
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved());

        token(call, proof).expectProblem(400, "invalid_dpop_proof");

        assertThat(upstream()).isZero();
        gateway.postJson("/pkce/token", call).expect(200);
    }

    @Test
    @DisplayName("F7: two proofs are none, nor is one larger than 8 KiB")
    void two_proofs_are_none() {
        Login login = gateway.login();
        JsonObject call = login.tokenCall(login.approved());
        String proof = key.proof(provider);

        gateway.postJson("/pkce/token", call, "DPoP", proof, "DPoP", proof).expectProblem(400, "invalid_dpop_proof");
        token(call.copy().put("dpop", proof), proof).expectProblem(400, "invalid_dpop_proof");
        token(call, "a".repeat(4096) + ".b." + "c".repeat(4096)).expectProblem(400, "invalid_dpop_proof");
        gateway.postJson("/pkce/token", call.copy().put("dpop", "a.b")).expectProblem(400, "invalid_dpop_proof");

        assertThat(upstream()).isZero();
        token(call, proof).expect(200);
    }

    @ParameterizedTest(name = "F7: a nonce that is none is dropped: {0}")
    @ValueSource(strings = {"with space", "with\"quote", "with\\backslash", "LONG"})
    void a_malformed_nonce_is_dropped(String nonce) {
        Login login = gateway.login();
        String code = login.approved();
        String sent = nonce.equals("LONG") ? "n".repeat(513) : nonce;
        provider.faults().once(Leg.TOKEN, Fault.header("DPoP-Nonce", sent));

        Reply reply = token(login.tokenCall(code), key.proof(provider)).expect(200);

        assertThat(reply.headers().map()).doesNotContainKey("dpop-nonce");
        assertThat(reply.body()).doesNotContain(sent);
    }

    @Test
    @DisplayName("F7: a refresh of bound tokens needs a proof by their key")
    void a_refresh_is_proven_too() {
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        Reply first = token(login.tokenCall(login.approved(seed)), key.proof(provider))
                .expect(200);
        JsonObject refresh = new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", first.json("auth0", "oAuth", "token").getString("refresh_token"));

        token(refresh, new DpopKey().proof(provider)).expectProblem(400, "invalid_grant");
        Reply reply = token(refresh, key.proof(provider)).expect(200);

        assertThat(reply.json("auth0", "oAuth", "token").getString("token_type"))
                .isEqualTo("DPoP");
    }

    private Reply token(JsonObject call, String proof) {
        return gateway.postJson("/pkce/token", call, "DPoP", proof);
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}
