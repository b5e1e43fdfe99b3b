package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.Addresses;
import dev.pkce.gateway.api.AuthorizeRequest;
import dev.pkce.gateway.api.AwaitRequest;
import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.ClearRequest;
import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.OAuthToken;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.Problem;
import dev.pkce.gateway.api.SeededPkce;
import dev.pkce.gateway.api.TokenizedPkce;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class EventBusTest {
    private final Vertx vertx;
    private final TestGateway running;
    private final PkceGateway gateway;

    EventBusTest(TestGateway running) {
        this.running = running;
        this.vertx = running.vertx();
        this.gateway = PkceGateway.on(vertx);
    }

    @Test
    void the_example_of_the_readme_signs_in() throws Exception {
        running.provider().autoApprove(true);

        OAuthToken token =
                new EventBusExample(vertx, running.callback()).signIn().await(10, TimeUnit.SECONDS);

        assertThat(token.idToken()).isNotNull();
        assertThat(token.accessToken().reveal()).isNotEmpty();
    }

    @Test
    void the_json_door_signs_in_with_the_bodies_of_http() throws Exception {
        running.provider().autoApprove(true);
        Login login = running.login();

        JsonObject answer = json(Addresses.AUTHORIZE, login.seed());
        JsonObject tokens = json(
                Addresses.TOKEN, login.tokenCall(answer.getJsonObject("result").getString("code")));

        assertThat(tokens.getJsonObject("auth0")
                        .getJsonObject("oAuth")
                        .getJsonObject("token")
                        .getString("token_type"))
                .isEqualTo("Bearer");
    }

    @Test
    void a_failure_is_the_same_problem_through_every_door() {
        AwaitRequest unknown = new AwaitRequest("a-state-that-nobody-ever-made", null);

        Throwable typed = catchThrowable(() -> gateway.await(unknown).await(5, TimeUnit.SECONDS));
        Throwable json = catchThrowable(() -> json(Addresses.AWAIT, unknown.toJson()));
        Reply http = running.get("/pkce/code?state=" + unknown.state());

        assertThat(typed)
                .isInstanceOfSatisfying(
                        PkceException.class,
                        failure -> assertThat(failure.problem()).isEqualTo(Problem.unknownFlow()));
        assertThat(json)
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureCode()).isEqualTo(400));
        assertThat(http.json()).isEqualTo(Problem.unknownFlow().toJson());
    }

    @ParameterizedTest
    @ValueSource(strings = {Addresses.AUTHORIZE, Addresses.AWAIT, Addresses.RESPOND, Addresses.TOKEN, Addresses.REVOKE})
    void a_message_of_another_type_is_refused_and_not_left_waiting(String address) {
        for (Object message :
                List.of("text", 1, new JsonObject().put("state", 1).put("client_id", 2))) {
            assertThat(catchThrowable(
                            () -> vertx.eventBus().request(address, message).await(5, TimeUnit.SECONDS)))
                    .isInstanceOfSatisfying(
                            PkceException.class,
                            failure -> assertThat(failure.failureCode()).isEqualTo(400));
        }
    }

    @Test
    void messages_pass_as_the_same_instance() throws Exception {
        vertx.eventBus().localConsumer("echo", message -> message.reply(message.body()));
        ClearRequest request = new ClearRequest("somebody", null);

        Object same = vertx.eventBus()
                .request("echo", request)
                .await(5, TimeUnit.SECONDS)
                .body();

        assertThat(same).isSameAs(request);
    }

    @Test
    void an_address_nobody_answers_fails_at_once() throws Exception {
        Vertx empty = Vertx.vertx();
        try {
            assertThat(catchThrowable(() -> PkceGateway.on(empty)
                            .challenge(new ChallengeRequest(null))
                            .await(5, TimeUnit.SECONDS)))
                    .isInstanceOfSatisfying(
                            PkceException.class,
                            failure -> assertThat(failure.failureCode()).isEqualTo(503));
        } finally {
            empty.close().await(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void events_tell_of_each_step_and_hold_no_secret() throws Exception {
        List<FlowEvent> events = new CopyOnWriteArrayList<>();
        gateway.events(events::add).await(5, TimeUnit.SECONDS);
        Login login = running.login();
        login.seeded();
        String code = login.signIn();
        login.token(code).expect(200);

        await().untilAsserted(() -> assertThat(events)
                .extracting(FlowEvent::type)
                .containsExactly(FlowEvent.Type.SEEDED, FlowEvent.Type.ANSWERED, FlowEvent.Type.REDEEMED));
        assertThat(events)
                .extracting(FlowEvent::flow)
                .containsOnly(events.get(0).flow());
        assertThat(events.toString()).doesNotContain(login.state(), login.verifier(), code);
    }

    @Test
    void a_wait_that_ends_answers_without_a_result() throws Exception {
        Login login = running.login();

        JsonObject answer = json(Addresses.AUTHORIZE, login.seed().put("wait", 0));

        assertThat(answer.fieldNames()).containsExactly("seed");
        assertThat(gateway.await(new AwaitRequest(login.state(), Duration.ZERO))
                        .await(5, TimeUnit.SECONDS)
                        .result())
                .isNull();
    }

    @Test
    void nothing_secret_is_printed() throws Exception {
        running.provider().autoApprove(true);
        Login login = running.login();
        AuthorizeRequest request = new AuthorizeRequest(SeededPkce.fromJson(login.seed()), null, null);

        String code = gateway.authorize(request)
                .await(5, TimeUnit.SECONDS)
                .answered()
                .code()
                .reveal();
        String printed = gateway.authorize(request).await(5, TimeUnit.SECONDS).toString()
                + TokenizedPkce.fromJson(login.tokenCall(code));

        assertThat(printed).contains("***").doesNotContain(code, login.verifier());
    }

    private JsonObject json(String address, JsonObject message) throws Exception {
        return vertx.eventBus()
                .<JsonObject>request(address, message)
                .await(10, TimeUnit.SECONDS)
                .body();
    }
}
