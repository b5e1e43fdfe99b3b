package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.IdTokenFault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.RefreshTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(GatewayExtension.class)
class RefreshTest {
    private static final int CALLS = 200;
    // Longer than it takes for all calls to arrive, so that they overlap.
    private static final Fault SLOW = Fault.slow(Duration.ofSeconds(2));

    private final TestGateway gateway;
    private final DevelopmentProvider provider;
    private String refreshToken = "";

    RefreshTest(TestGateway gateway, DevelopmentProvider provider) {
        this.gateway = gateway;
        this.provider = provider;
    }

    @BeforeEach
    void sign_in() {
        Login login = gateway.login();
        JsonObject seed =
                login.seed().put("scope", new JsonArray().add("openid").add("offline_access"));
        refreshToken = refreshToken(login.token(login.approved(seed)).expect(200));
        provider.recorder().clear();
    }

    @Test
    @DisplayName("P4: 200 refreshes of one token at once are one call to the provider, and get equal answers")
    void refreshes_at_once_are_one() {
        provider.faults().on(Leg.TOKEN, SLOW);

        List<Reply> replies = IntStream.range(0, CALLS)
                .mapToObj(i -> gateway.postJsonAsync("/pkce/token", call(refreshToken)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(replies.stream().map(Reply::json).distinct()).hasSize(1);
        assertThat(upstream()).isEqualTo(1);
    }

    @Test
    @DisplayName("P4: who comes late with a token that was rotated gets the new tokens, not a revoked grant")
    void a_late_caller_gets_the_new_tokens() {
        Reply first = refresh(refreshToken).expect(200);

        Reply late = refresh(refreshToken).expect(200);

        assertThat(token(late).getString("access_token")).isEqualTo(token(first).getString("access_token"));
        assertThat(refreshToken(late)).isEqualTo(refreshToken(first)).isNotEqualTo(refreshToken);
        assertThat(token(late).getInteger("expires_in")).isBetween(3500, 3600);
        assertThat(upstream()).isEqualTo(1);
        refresh(refreshToken(late)).expect(200);
        assertThat(upstream()).isEqualTo(2);
    }

    @Test
    void only_the_same_call_gets_the_new_tokens() {
        refresh(refreshToken).expect(200);

        gateway.postJson("/pkce/token", call(refreshToken).put("audience", "https://api.example.com"))
                .expectProblem(400, "invalid_grant");
        assertThat(upstream()).isEqualTo(2);
        gateway.postJson("/pkce/token", call(refreshToken).put("client_id", "other"))
                .expectProblem(400, "invalid_grant");
        assertThat(upstream()).isEqualTo(2);
    }

    @ParameterizedTest(
            name = "D9: a provider that answers with {0} refresh token keeps the old one good, each time anew")
    @EnumSource(names = {"KEEP", "OMIT"})
    void a_token_that_is_not_rotated_is_kept(RefreshTokens kept) {
        provider.refreshTokens(kept);

        Reply first = refresh(refreshToken).expect(200);
        Reply second = refresh(refreshToken).expect(200);

        assertThat(Stream.of(first, second).map(RefreshTest::refreshToken)).containsOnly(refreshToken);
        assertThat(token(first).getString("access_token"))
                .isNotEqualTo(token(second).getString("access_token"));
        assertThat(upstream()).isEqualTo(2);
    }

    @Test
    @DisplayName("P5: a failed refresh is forgotten, and the next call tries again")
    void a_failure_is_not_kept() {
        provider.faults().once(Leg.TOKEN, Fault.html(500)).once(Leg.TOKEN, Fault.refuse("invalid_grant", "no"));

        refresh(refreshToken).expectProblem(502, "server_error");
        refresh(refreshToken).expectProblem(400, "invalid_grant");
        refresh(refreshToken).expect(200);

        assertThat(upstream()).isEqualTo(3);
    }

    @Test
    @DisplayName("P5: all who share a refresh share its failure")
    void a_failure_is_shared() {
        provider.faults().once(Leg.TOKEN, Fault.hang());

        List<CompletableFuture<Reply>> replies = IntStream.range(0, 10)
                .mapToObj(i -> gateway.postJsonAsync("/pkce/token", call(refreshToken)))
                .toList();

        assertThat(replies).allSatisfy(reply -> reply.join().expectProblem(504, "temporarily_unavailable"));
        assertThat(upstream()).isEqualTo(1);
        refresh(refreshToken).expect(200);
    }

    @Test
    void nobody_gets_tokens_that_were_revoked() {
        String rotated = refreshToken(refresh(refreshToken).expect(200));
        JsonObject revoke = new JsonObject().put("client_id", Login.CLIENT).put("token", rotated);
        gateway.postJson("/pkce/revoke", revoke).expect(204);

        refresh(refreshToken).expectProblem(400, "invalid_grant");

        assertThat(upstream()).isEqualTo(2);
    }

    @ParameterizedTest(
            name = "E20: an ID token with {0} in the answer to a refresh is a failure, and the old tokens stay")
    @EnumSource(names = {"OTHER_SUBJECT", "WRONG_ISSUER", "WRONG_AUDIENCE", "ALG_NONE", "BAD_SIGNATURE"})
    void somebody_elses_id_token_is_a_failure(IdTokenFault fault) {
        provider.refreshTokens(RefreshTokens.OMIT).idTokens(fault);

        Reply refused = refresh(refreshToken).expectProblem(502, "invalid_id_token");
        assertThat(refused.body()).doesNotContain("access_token");

        provider.idTokens(IdTokenFault.NONE);
        assertThat(refreshToken(refresh(refreshToken).expect(200))).isEqualTo(refreshToken);
    }

    @Test
    @DisplayName("E20: who signed in is known of the rotated token too")
    void the_subject_goes_along_with_a_rotation() {
        String rotated = refreshToken(refresh(refreshToken).expect(200));
        provider.idTokens(IdTokenFault.ABSENT);
        String again = refreshToken(refresh(rotated).expect(200));
        provider.idTokens(IdTokenFault.OTHER_SUBJECT);

        refresh(again).expectProblem(502, "invalid_id_token");
    }

    @Test
    @DisplayName("E20: a token that this gateway never saw may be anybody's")
    void an_unknown_token_may_be_anybodys(TestGateways gateways) {
        TestGateway other = gateways.start();
        provider.idTokens(IdTokenFault.OTHER_SUBJECT);

        other.postJson("/pkce/token", call(refreshToken)).expect(200);
    }

    private Reply refresh(String token) {
        return gateway.postJson("/pkce/token", call(token));
    }

    private static JsonObject call(String token) {
        return new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", token);
    }

    private static JsonObject token(Reply reply) {
        return reply.json("auth0", "oAuth", "token");
    }

    private static String refreshToken(Reply reply) {
        return token(reply).getString("refresh_token");
    }

    private int upstream() {
        return provider.recorder().count("/oauth/token");
    }
}
