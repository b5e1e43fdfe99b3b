package dev.pkce.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values outside the rule of their member: refused the same through every door, whoever made the message. */
@EveryDoor
class BadValueDoorsTest extends Visits {
    private static final String CONTROL = "a\u0007b";
    private static final String LONG = "x".repeat(4097);
    private static final String LONG_CODE = "x".repeat(8193);
    private static final String LONG_STATE = "s".repeat(513);

    private static Arguments bad(String member, Object value, String why) {
        return bad(member, value, why, "invalid_request");
    }

    private static Arguments bad(String member, Object value, String why, String error) {
        return Arguments.argumentSet(member + " that " + why, member, value, error);
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                bad("state", "", "is missing"),
                bad("state", "UNKNOWN", "is unknown"),
                bad("state", "a state of mine, 22 long", "has spaces"),
                bad("state", "a-state-of-mine-with-\u00e9", "is no ASCII"),
                bad("state", LONG_STATE, "is too long"),
                bad("nonce", "", "is missing"),
                bad("nonce", "a b", "has spaces"),
                bad("nonce", LONG_STATE, "is too long"),
                bad("code_challenge", "", "is missing"),
                bad("code_challenge", "A".repeat(42), "is too short"),
                bad("code_challenge", "A".repeat(44), "is too long"),
                bad("code_challenge", "A".repeat(42) + "=", "is padded"),
                bad("code_challenge", "A".repeat(42) + "+", "is no base64url"),
                bad("client_id", "UNKNOWN", "is unknown"),
                bad("client_id", CONTROL, "has a control character"),
                bad("client_id", LONG, "is too long"),
                bad("redirect_uri", CONTROL, "has a control character"),
                bad("redirect_uri", LONG, "is too long"),
                bad("domain", CONTROL, "has a control character"),
                bad("audience", LONG, "is too long"),
                bad("prompt", CONTROL, "has a control character"),
                bad("login_hint", CONTROL, "has a control character"),
                bad("response_mode", "web_message", "never comes here"),
                bad("dpop_jkt", "short", "is no thumbprint"),
                bad("scope", JsonArray.of("openid", "pro file"), "has spaces", "invalid_scope"),
                bad("scope", JsonArray.of("", "UNKNOWN"), "says nothing", "invalid_scope"),
                bad("scope", new JsonArray(Collections.nCopies(65, "s")), "is too long", "invalid_scope"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_seed_is_refused_for_a(String member, Object value, String error) {
        login.seed(put(login.seed(), member, value)).expect(400, error);
        assertThat(house.provider().recorder().at("/authorize"))
                .noneMatch(asked ->
                        asked.query().all("nonce").contains(login.seed().getString("nonce")));
        login.seeded();
    }

    /** Where the JSON form has it. */
    private JsonObject put(JsonObject seed, String member, Object value) {
        boolean additional = member.equals("login_hint") && kind != Door.Kind.TYPED;
        return additional
                ? seed.put("ADDITIONAL_PARAMETERS", new JsonObject().put(member, value))
                : seed.put(member, value);
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                bad("code_verifier", "", "is missing"),
                bad("code_verifier", "v".repeat(42), "is too short"),
                bad("code_verifier", "v".repeat(129), "is too long"),
                bad("code_verifier", "v".repeat(42) + "+", "is no verifier"),
                bad("client_id", "", "is missing"),
                bad("client_id", CONTROL, "has a control character"),
                bad("code", CONTROL, "has a control character"),
                bad("code", "\u00e9", "is no ASCII"),
                bad("code", LONG_CODE, "is too long"),
                bad("redirect_uri", "", "is missing"),
                bad("redirect_uri", LONG, "is too long"),
                bad("audience", CONTROL, "has a control character"),
                bad("domain", LONG, "is too long"),
                bad("dpop", "a.b\r\nX-Evil: 1.c", "has a line end", "invalid_dpop_proof"),
                bad("dpop", "a." + LONG_CODE + ".c", "is too long", "invalid_dpop_proof"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_call_for_tokens_is_refused_for_a(String member, String value, String error) {
        String code = login.approved();

        login.token(login.call(code).put(member, value)).expect(400, error);

        assertThat(house.provider().recorder().at("/oauth/token")).isEmpty();
        login.token(login.call(code)).expect();
    }

    static Stream<Arguments> tokens() {
        return Stream.of(
                bad("client_id", "", "is missing"),
                bad("client_id", LONG, "is too long"),
                bad("token", "", "is missing"),
                bad("token", CONTROL, "has a control character"),
                bad("token", LONG_CODE, "is too long"),
                bad("domain", CONTROL, "has a control character"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void a_refresh_is_refused_for_a(String member, String value, String error) {
        String name = member.equals("token") ? "refresh_token" : member;
        login.token(Visit.refresh("refresh_token", "a-token").put(name, value)).expect(400, error);
        assertThat(house.provider().recorder().at("/oauth/token")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void a_revocation_is_refused_for_a(String member, String value, String error) {
        JsonObject call = new JsonObject()
                .put("client_id", "client")
                .put("token", "a-token")
                .put(member, value);
        login.hear(login.door().revoke(call)).expect(400, error);
        assertThat(house.provider().recorder().at("/oauth/revoke")).isEmpty();
    }

    static Stream<Arguments> responses() {
        return Stream.of(
                bad("state", "", "is missing"),
                bad("state", "a b", "has spaces"),
                bad("state", LONG_STATE, "is too long"),
                bad("code", CONTROL, "has a control character"),
                bad("code", "\u00e9", "is no ASCII"),
                bad("code", "UNKNOWN", "is unknown"),
                bad("iss", CONTROL, "has a control character"),
                bad("iss", LONG, "is too long"));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void an_answer_of_the_provider_is_refused_for_a(String member, String value, String error) {
        login.seeded();
        Future<Answer> parked = login.park();

        login.respond(login.response("a-code" + login.state()).put(member, value))
                .expect(400, error);

        assertThat(parked.isComplete()).isFalse();
        login.respond(login.response("a-code" + login.state())).expect();
        login.hear(parked).expect();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                bad("state", "UNKNOWN", "is unknown"),
                bad("state", CONTROL, "has a control character"),
                bad("state", LONG, "is too long"));
    }

    @ParameterizedTest
    @MethodSource("states")
    void nobody_waits_is_led_on_or_cleared_by_a(String member, String value, String error) {
        login.hear(login.door().await(value, 0)).expect(400, error);
        login.hear(login.door().redirect(value)).expect(400, error);
        if (!value.equals("UNKNOWN")) {
            login.hear(login.door().clear(null, value)).expect(400, error);
        }
    }

    @Test
    void an_application_of_more_than_256_characters_is_refused() {
        String application = "a".repeat(257);

        login.hear(login.door().challenge(application)).expect(400, "invalid_request");
        login.hear(login.door().authorize(login.seed(), application, 0)).expect(400, "invalid_request");
        login.hear(login.door().clear(application, null)).expect(400, "invalid_request");
        login.hear(login.door().challenge("a".repeat(256))).expect();
    }
}
