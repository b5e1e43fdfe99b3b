package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON forms of what is asked of the gateway, but for the seed and the token call. */
class RequestsTest {
    private static Arguments request(Function<JsonObject, JsonForm> read, String json) {
        return Arguments.of(read, new JsonObject(json.replace('\'', '"')));
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                request(ChallengeRequest::fromJson, "{'application_id':'app'}"),
                request(ChallengeRequest::fromJson, "{}"),
                request(RedirectRequest::fromJson, "{'state':'s'}"),
                request(AwaitRequest::fromJson, "{'state':'s','wait':7}"),
                request(AwaitRequest::fromJson, "{'state':'s'}"),
                request(ClearRequest::fromJson, "{'application_id':'app','state':'s'}"),
                request(ClearRequest::fromJson, "{}"),
                request(
                        RevokedPkce::fromJson,
                        "{'client_id':'c','token':'t','token_type_hint':'access_token','domain':'d'}"),
                request(RevokedPkce::fromJson, "{'client_id':'c','token':'t'}"),
                request(AuthorizeRequest::fromJson, "{}"),
                request(AuthorizeRequest::fromJson, "{'application_id':'app','wait':0}"),
                request(AuthorizationResponse::fromJson, "{'state':'s','code':'c','iss':'https://i'}"),
                request(AuthorizationResponse::fromJson, "{'state':'s','error':'e','error_description':'d'}"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void what_is_written_is_what_was_read(Function<JsonObject, JsonForm> read, JsonObject json) {
        JsonForm request = read.apply(json);

        assertThat(request.toJson()).isEqualTo(json);
        assertThat(read.apply(request.toJson())).isEqualTo(request);
    }

    @Test
    void a_wait_is_in_seconds() {
        JsonObject json = new JsonObject().put("state", "s").put("wait", 7);

        assertThat(AwaitRequest.fromJson(json).patience()).isEqualTo(Duration.ofSeconds(7));
        assertThat(AuthorizeRequest.fromJson(new JsonObject().put("wait", 8)))
                .isEqualTo(new AuthorizeRequest(null, null, Duration.ofSeconds(8)));
    }

    static Stream<Arguments> refused() {
        String state = "'state':'s'";
        return Stream.of(
                request(ChallengeRequest::fromJson, "{'application_id':1}"),
                request(RedirectRequest::fromJson, "{}"),
                request(RedirectRequest::fromJson, "{'state':''}"),
                request(RedirectRequest::fromJson, "{'state':'UNKNOWN'}"),
                request(RedirectRequest::fromJson, "{'state':['s']}"),
                request(RedirectRequest::fromJson, "{'state':'a\\u0000'}"),
                request(RedirectRequest::fromJson, "{'state':'a\\u0085'}"),
                request(RedirectRequest::fromJson, "{'state':'a\\ud800'}"),
                request(AwaitRequest::fromJson, "{" + state + ",'wait':-1}"),
                request(AwaitRequest::fromJson, "{" + state + ",'wait':1.5}"),
                request(AwaitRequest::fromJson, "{" + state + ",'wait':'1'}"),
                request(RevokedPkce::fromJson, "{'client_id':'c'}"),
                request(RevokedPkce::fromJson, "{'token':'t'}"),
                request(RevokedPkce::fromJson, "{'client_id':'c','token':'\\u00e9'}"),
                request(RevokedPkce::fromJson, "{'client_id':'c','token':'\\u007f'}"),
                request(AuthorizeRequest::fromJson, "{'state':'s'}"),
                request(AuthorizationResponse::fromJson, "{'code':'c'}"),
                request(AuthorizationResponse::fromJson, "{'state':'a b','code':'c'}"),
                request(AuthorizationResponse::fromJson, "{" + state + "}"),
                request(AuthorizationResponse::fromJson, "{" + state + ",'code':'c','error':'e'}"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_not_of_its_form_is_an_invalid_request(Function<JsonObject, JsonForm> read, JsonObject json) {
        assertThatThrownBy(() -> read.apply(json))
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem().kind()).isEqualTo(Problem.Kind.INVALID_REQUEST));
    }

    @ParameterizedTest
    @CsvSource({"state, 4096, 4097", "application_id, 256, 257"})
    void a_text_is_bounded(String member, int longest, int tooLong) {
        assertThat(ClearRequest.fromJson(new JsonObject().put(member, "é".repeat(longest))))
                .isNotNull();
        JsonObject longer = new JsonObject().put(member, "é".repeat(tooLong));
        assertThatThrownBy(() -> ClearRequest.fromJson(longer)).hasMessageContaining("\"" + member + "\" is too long");
    }

    @Test
    void a_token_and_a_state_are_bounded_too() {
        JsonObject token = new JsonObject().put("client_id", "c").put("token", "t".repeat(8192));
        JsonObject state = new JsonObject().put("state", "s".repeat(512)).put("code", " ~");

        assertThat(RevokedPkce.fromJson(token).token().reveal()).hasSize(8192);
        assertThat(AuthorizationResponse.fromJson(state).code()).isEqualTo(new Secret(" ~"));
        assertThatThrownBy(() -> RevokedPkce.fromJson(token.put("token", "t".repeat(8193))))
                .isInstanceOf(PkceException.class);
        assertThatThrownBy(() -> AuthorizationResponse.fromJson(state.put("state", "s".repeat(513))))
                .isInstanceOf(PkceException.class);
    }

    @ParameterizedTest
    @CsvSource({"access_denied, access_denied", "login_required, login_required", "custom, server_error"})
    void an_error_of_the_provider_is_told_by_its_name_if_it_has_one(String error, String told) {
        AuthorizationResponse response = AuthorizationResponse.fromJson(
                new JsonObject().put("state", "s").put("error", error).put("error_description", "Why."));

        assertThat(response.problem()).isEqualTo(Problem.refused(told, "Why."));
        assertThat(response.registered()).isEqualTo(error.equals(told));
    }

    @Test
    void an_answer_with_a_code_is_no_error() {
        AuthorizationResponse response = AuthorizationResponse.fromJson(
                new JsonObject().put("state", "s").put("code", "c"));

        assertThat(response.registered()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a plain text.", "~ ! #[]", "it's"})
    void a_clean_description_is_passed_on(String text) {
        assertThat(Descriptions.clean(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>", "a > b", "\"quoted\"", "back\\slash", "é", "\u007f", "\u001f", " "})
    void any_other_description_is_not(String text) {
        assertThat(Descriptions.clean(text)).isEqualTo(Descriptions.clean(null)).contains("refused");
    }

    @Test
    void a_long_description_is_cut() {
        assertThat(Descriptions.clean("x".repeat(256))).hasSize(256);
        assertThat(Descriptions.clean("x".repeat(257))).hasSize(256);
    }
}
