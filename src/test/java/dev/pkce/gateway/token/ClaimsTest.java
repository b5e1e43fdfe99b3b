package dev.pkce.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs learn from the claims of an ID token. */
@ExtendWith(GatewayExtension.class)
class ClaimsTest {
    private static final JsonArray SCOPE =
            new JsonArray().add("openid").add("profile").add("email");

    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private TestGateway gateway;

    ClaimsTest(TestGateways gateways, DevelopmentProvider provider, TestGateway gateway) {
        this.gateways = gateways;
        this.provider = provider;
        this.gateway = gateway;
    }

    @BeforeEach
    void publish_the_key() {
        provider.publish(Mint.RS256.publicKey());
    }

    @Test
    void an_account_is_told_if_the_claims_hold_all_of_it() {
        JsonObject auth0 =
                signIn(claims -> claims.put("preferred_username", "dev")).json("auth0");

        JsonObject user = auth0.getJsonObject("user");
        assertThat(auth0.getJsonObject("oAuth").getJsonObject("account"))
                .isEqualTo(new JsonObject()
                        .put("client_id", Login.CLIENT)
                        .put("email", "developer@example.com")
                        .put("connection", "auth0")
                        .put("username", "dev")
                        .put("given_name", "Developer")
                        .put("family_name", "Example")
                        .put("name", "Developer Example")
                        .put("picture", provider.issuer() + "picture.svg")
                        .put("nickname", "developer"));
        assertThat(user.getString("username")).isEqualTo("dev");
        assertThat(user.getBoolean("email_verified")).isTrue();
    }

    @Test
    void a_claim_tells_the_connection_before_the_subject_does() {
        JsonObject account = signIn(claims -> claims.put("username", "dev").put("connection", "corporate"))
                .json("auth0", "oAuth", "account");

        assertThat(account.getString("connection")).isEqualTo("corporate");
        assertThat(account.getString("username")).isEqualTo("dev");
    }

    @ParameterizedTest
    @ValueSource(strings = {"username", "email", "given_name", "family_name", "name", "picture", "nickname", "sub"})
    void an_account_of_which_a_part_is_missing_is_left_out(String missing) {
        Reply reply = signIn(claims -> {
            claims.put("username", "dev");
            if (missing.equals("sub")) {
                claims.put("sub", "without-connection");
            } else {
                claims.remove(missing);
            }
        });

        assertThat(reply.json("auth0", "oAuth").fieldNames()).containsExactly("token");
        assertThat(reply.json("auth0", "user").getString("user_id")).isNotEmpty();
    }

    @Test
    void claims_of_the_wrong_type_are_as_good_as_missing() {
        JsonObject user = signIn(claims ->
                        claims.put("name", 7).put("email", new JsonArray()).put("email_verified", "true"))
                .json("auth0", "user");

        assertThat(user.fieldNames()).doesNotContain("name", "email", "email_verified");
    }

    @ParameterizedTest(name = "max_age {0}: a sign-in of {1} seconds ago is {2}")
    @CsvSource({
        "60,0,200",
        "60,100,200",
        "60,125,502",
        "0,50,200",
        "0,65,502",
        "60,-120,502",
        "3600,3000,200",
        "soon,100000,200"
    })
    @DisplayName("OIDC Core 3.1.3.7 (13)")
    void who_asked_for_a_recent_sign_in_gets_one(String maxAge, int secondsAgo, int status) {
        asked(maxAge, claims -> claims.put("auth_time", Instant.now().getEpochSecond() - secondsAgo))
                .expect(status);
    }

    @ParameterizedTest(name = "max_age without auth_time {0} is a failure")
    @ValueSource(strings = {"null", "\"today\"", "1e300", "-1"})
    void who_asked_for_a_recent_sign_in_must_be_told_when_it_was(String authTime) {
        Object value = new JsonArray("[" + authTime + "]").getValue(0);

        asked("60", claims -> claims.put("auth_time", value)).expectProblem(502, "invalid_id_token");
    }

    @Test
    void who_did_not_ask_need_not_be_told() {
        signIn(claims -> claims.put("auth_time", 7)).expect(200);
    }

    @Test
    void a_provider_may_answer_in_the_shape_of_descope() {
        gateway = descope();

        JsonObject pkce = signIn(
                        claims -> claims.put("phone_number", "+1 555 0100").put("username", "dev"))
                .json();

        assertThat(pkce.fieldNames()).containsExactly("descope");
        JsonObject descope = pkce.getJsonObject("descope");
        assertThat(descope.fieldNames()).containsExactlyInAnyOrder("redirects", "oAuth", "user");
        assertThat(descope.getJsonObject("redirects").getString("authenticated"))
                .isEqualTo(gateway.callback());
        assertThat(descope.getJsonObject("oAuth").fieldNames()).containsExactly("token", "account");
        JsonObject user = descope.getJsonObject("user");
        assertThat(user)
                .isEqualTo(new JsonObject()
                        .put("userId", user.getString("id"))
                        .put("id", user.getString("userId"))
                        .put("givenName", "Developer")
                        .put("familyName", "Example")
                        .put("name", "Developer Example")
                        .put("email", "developer@example.com")
                        .put("phone", "+1 555 0100")
                        .put("picture", provider.issuer() + "picture.svg")
                        .put("isVerifiedEmail", true));
    }

    @Test
    void a_user_of_descope_that_is_not_whole_is_left_out() {
        gateway = descope();

        assertThat(signIn(claims -> claims.remove("email")).json("descope").fieldNames())
                .containsExactlyInAnyOrder("redirects", "oAuth");
    }

    private TestGateway descope() {
        return gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("answer", "descope"));
    }

    private Reply signIn(Consumer<JsonObject> change) {
        Login login = gateway.login();
        return token(login, login.seed().put("scope", SCOPE), change).expect(200);
    }

    private Reply asked(String maxAge, Consumer<JsonObject> change) {
        Login login = gateway.login();
        JsonObject seed = login.seed().put("ADDITIONAL_PARAMETERS", new JsonObject().put("max_age", maxAge));
        return token(login, seed, change);
    }

    private Reply token(Login login, JsonObject seed, Consumer<JsonObject> change) {
        String code = login.approved(seed);
        provider.faults().once(Leg.TOKEN, Mint.RS256.tokens(change));
        return login.token(code);
    }
}
