package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The JSON forms of what the gateway answers. */
class AnswersTest {
    private static final OAuthToken TOKEN = new OAuthToken(
            new Secret("access"), OAuthToken.Type.DPOP, 60, "openid", new Secret("refresh"), new Secret("id"), "nonce");
    private static final OAuthToken LEAST =
            new OAuthToken(new Secret("other"), OAuthToken.Type.BEARER, 1, "", null, null, null);
    private static final OAuthAccount ACCOUNT = new OAuthAccount("c", "e", "con", "u", "g", "f", "n", "p", "nick");

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    @Test
    void a_challenge_and_a_result() {
        ChallengedPkce challenge = new ChallengedPkce("s", "n", "c", new Secret("v"));
        ResultedPkce result = new ResultedPkce(new Secret("code"), "s");

        assertThat(Pkce.of(challenge).toJson())
                .isEqualTo(
                        json("{'challenge':{'state':'s','nonce':'n','challenge':'c','method':'S256','verifier':'v'}}"));
        assertThat(Pkce.of(result).toJson()).isEqualTo(json("{'result':{'code':'code','state':'s'}}"));
        assertThat(Pkce.of(result).answered()).isEqualTo(result);
        assertThatThrownBy(() -> Pkce.of(challenge).answered())
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem()).isEqualTo(Problem.waitEnded()));
    }

    @Test
    void a_sign_in_at_a_usual_provider() {
        Auth0 whole =
                new Auth0("https://i/", "c", "aud", "https://cb", new OAuthGroup(TOKEN, ACCOUNT), Map.of("name", "N"));

        assertThat(Pkce.of(whole).toJson())
                .isEqualTo(json(
                        "{'auth0':{'domain':'https://i/','client':'c','audience':'aud','redirects':{'authenticated':'https://cb'},"
                                + "'oAuth':{'token':{'access_token':'access','token_type':'DPoP','expires_in':60,"
                                + "'scope':'openid','refresh_token':'refresh','id_token':'id','dpop_nonce':'nonce'},"
                                + "'account':{'client_id':'c','email':'e','connection':'con','username':'u',"
                                + "'given_name':'g','family_name':'f','name':'n','picture':'p','nickname':'nick'}},"
                                + "'user':{'name':'N'}}}"));
        assertThat(whole.with(LEAST).toJson().getJsonObject("oAuth").getJsonObject("account"))
                .isEqualTo(ACCOUNT.toJson());
        assertThat(whole.with(LEAST).token()).isEqualTo(LEAST);
    }

    @Test
    void a_sign_in_of_which_little_is_known() {
        OAuthGroup group = new OAuthGroup(LEAST, null);
        String token = "{'token':{'access_token':'other','token_type':'Bearer','expires_in':1,'scope':''}}";

        assertThat(new Auth0("i", "c", "", "", group, Map.of()).toJson())
                .isEqualTo(json("{'domain':'i','client':'c','audience':'','redirects':{},'oAuth':" + token + "}"));
        assertThat(new Descope("", "", group, Map.of()).toJson())
                .isEqualTo(json("{'redirects':{},'oAuth':" + token + "}"));
    }

    @Test
    void a_sign_in_at_descope() {
        Descope whole = new Descope("aud", "https://cb", new OAuthGroup(LEAST, null), Map.of("userId", "u"));

        JsonObject json = Pkce.of(whole).toJson().getJsonObject("descope");
        assertThat(json.getString("audience")).isEqualTo("aud");
        assertThat(json.getJsonObject("user")).isEqualTo(json("{'userId':'u'}"));
        assertThat(whole.with(TOKEN).token()).isEqualTo(TOKEN);
        assertThat(whole.with(TOKEN).with(LEAST)).isEqualTo(whole);
    }

    @Test
    void what_is_left_of_a_token_after_a_while() {
        assertThat(TOKEN.aged(59).expiresIn()).isEqualTo(1);
        assertThat(TOKEN.aged(61).expiresIn()).isZero();
        assertThat(TOKEN.orRefreshedBy(new Secret("used"))).isEqualTo(TOKEN);
        assertThat(LEAST.orRefreshedBy(new Secret("used")).refreshToken()).isEqualTo(new Secret("used"));
    }

    @ParameterizedTest
    @CsvSource({"bearer, BEARER", "DPOP, DPOP", "mac, ", ", "})
    void a_token_type_is_named_in_any_case(String text, OAuthToken.Type type) {
        assertThat(OAuthToken.Type.of(text)).isEqualTo(type);
    }

    @Test
    void an_event_a_redirect_and_nothing() {
        FlowEvent.Timing timing = new FlowEvent.Timing(3, 2, 1);
        Cause cause = Cause.of(Cause.Reason.WRONG_VERIFIER, Problem.invalidGrant());
        assertThat(new FlowEvent(FlowEvent.Type.REFUSED, "f", timing, "p", cause, "t").toJson())
                .isEqualTo(json("{'type':'refused','flow':'f','at':3,'age':2,'since':1,'provider':'p',"
                        + "'reason':'wrong_verifier','error':'invalid_grant',"
                        + "'detail':'The verifier does not match the challenge.','trace_id':'t'}"));
        assertThat(new FlowEvent(FlowEvent.Type.SEEDED, "f", timing, null, null, null).toJson())
                .isEqualTo(json("{'type':'seeded','flow':'f','at':3,'age':2,'since':1}"));
        assertThat(new Redirect("https://i/").toJson()).isEqualTo(json("{'location':'https://i/'}"));
        assertThat(new Done().toJson()).isEqualTo(new JsonObject());
    }

    @Test
    void a_problem_is_of_rfc_9457_and_of_oauth() {
        Problem problem = new Problem(Problem.Kind.FLOW_IN_PROGRESS, "flow_in_progress", "Why.", 0);

        assertThat(problem.toJson())
                .isEqualTo(json("{'type':'urn:pkce-gateway:problem:flow-in-progress','title':'Flow in progress',"
                        + "'status':409,'detail':'Why.','error':'flow_in_progress'}"));
        assertThat(problem.withNonce("n").nonce()).isEqualTo("n");
        assertThat(problem.withNonce("n").withNonce(null)).isEqualTo(problem);
    }

    @Test
    void each_problem_has_its_status() {
        assertThat(List.of(
                        Problem.invalidRequest(""),
                        Problem.badRequest("e", ""),
                        Problem.unknownFlow(),
                        Problem.invalidProof(),
                        Problem.invalidGrant(),
                        Problem.refused("e", ""),
                        Problem.providerFailed(""),
                        Problem.providerTimeout(),
                        Problem.slowDown(7),
                        Problem.unavailable(""),
                        Problem.flowExpired(),
                        Problem.waitEnded(),
                        Problem.flowCleared(),
                        Problem.flowInProgress(),
                        Problem.internal()))
                .extracting(Problem::status)
                .containsExactly(400, 400, 400, 400, 400, 400, 502, 504, 429, 503, 504, 504, 410, 409, 500);
        assertThat(Problem.slowDown(7).retryAfter()).isEqualTo(7);
        assertThat(Problem.unavailable("").retryAfter()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Problem.Kind.class)
    void a_failure_is_numbered_by_its_status(Problem.Kind kind) {
        PkceException failure = new PkceException(new Problem(kind, "e", "d", 0));

        assertThat(failure.failureCode()).isEqualTo(kind.status());
        assertThat(PkceException.of(failure)).isSameAs(failure);
    }

    @Test
    void other_failures_are_translated() {
        assertThat(kind(new ReplyException(ReplyFailure.NO_HANDLERS))).isEqualTo(Problem.Kind.UNAVAILABLE);
        assertThat(kind(new ReplyException(ReplyFailure.TIMEOUT))).isEqualTo(Problem.Kind.PROVIDER_TIMEOUT);
        assertThat(kind(new ReplyException(ReplyFailure.ERROR))).isEqualTo(Problem.Kind.INTERNAL);
        assertThat(kind(new IllegalStateException("secret"))).isEqualTo(Problem.Kind.INTERNAL);
    }

    private static Problem.Kind kind(Throwable failure) {
        return PkceException.of(failure).problem().kind();
    }

    @Test
    void a_secret_is_told_from_another_and_never_printed() {
        Secret secret = new Secret("text");

        assertThat(secret).isEqualTo(new Secret("text")).hasSameHashCodeAs(new Secret("text"));
        assertThat(secret).isNotEqualTo(new Secret("Text")).isNotEqualTo("text");
        assertThat(secret.hashCode()).isNotEqualTo(new Secret("Text").hashCode());
        assertThat(secret).hasToString("***");
    }
}
