package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client and the answering side of the addresses. */
@ExtendWith(VertxExtension.class)
class PkceGatewayTest {
    private static final ResultedPkce RESULT = new ResultedPkce(new Secret("code"), "state");
    private static final SignIn SIGN_IN = new Auth0(
            "i",
            "c",
            "",
            "",
            new OAuthGroup(new OAuthToken(new Secret("a"), OAuthToken.Type.BEARER, 1, "", null, null, null), null),
            Map.of());

    private Vertx vertx;
    private PkceGateway gateway;

    @BeforeEach
    void open(Vertx own) {
        vertx = own;
        gateway = PkceGateway.on(own);
    }

    private <Q extends Request> void answer(
            String address,
            Class<Q> type,
            Function<JsonObject, Q> read,
            Function<Q, ? extends Future<? extends JsonForm>> handler)
            throws Exception {
        new Endpoint<>(address, type, read).answer(vertx, handler).await(10, TimeUnit.SECONDS);
    }

    private static <T> T of(Future<T> call) throws Exception {
        return call.await(10, TimeUnit.SECONDS);
    }

    private void challenges(Function<ChallengeRequest, Future<Pkce>> handler) throws Exception {
        answer(Addresses.CHALLENGE, ChallengeRequest.class, ChallengeRequest::fromJson, handler);
    }

    @Test
    void every_call_is_answered_in_kind() throws Exception {
        ChallengedPkce challenge = new ChallengedPkce("s", "n", "c", new Secret("v"));
        challenges(request -> Future.succeededFuture(Pkce.of(challenge)));
        answer(Addresses.AUTHORIZE, AuthorizeRequest.class, AuthorizeRequest::fromJson, q -> result());
        answer(Addresses.AWAIT, AwaitRequest.class, AwaitRequest::fromJson, q -> result());
        answer(Addresses.RESPOND, AuthorizationResponse.class, AuthorizationResponse::fromJson, q -> result());
        answer(
                Addresses.CONFIRM,
                ConfirmRequest.class,
                ConfirmRequest::fromJson,
                q -> Future.succeededFuture(new Done()));
        answer(Addresses.TOKEN, TokenizedPkce.class, TokenizedPkce::fromJson, q -> signIn());
        answer(Addresses.REVOKE, RevokedPkce.class, RevokedPkce::fromJson, q -> Future.succeededFuture(new Done()));
        answer(Addresses.CLEAR, ClearRequest.class, ClearRequest::fromJson, q -> Future.succeededFuture(new Done()));
        answer(Addresses.REDIRECT, RedirectRequest.class, RedirectRequest::fromJson, q -> to(q.state()));

        assertThat(of(gateway.challenge(new ChallengeRequest(null)))).isSameAs(challenge);
        assertThat(of(gateway.authorize(new AuthorizeRequest(null, null, null))).result())
                .isSameAs(RESULT);
        assertThat(of(gateway.await(new AwaitRequest("s", null))).result()).isSameAs(RESULT);
        assertThat(of(gateway.respond(new AuthorizationResponse("s", new Secret("code"), null, null, null)))
                        .result())
                .isSameAs(RESULT);
        assertThat(of(gateway.confirm(new ConfirmRequest("s", new Secret("ticket"), true))))
                .isEqualTo(new Done());
        assertThat(of(gateway.token(new TokenizedPkce.Refresh("c", new Secret("t"), null))))
                .isSameAs(SIGN_IN);
        assertThat(of(gateway.revoke(new RevokedPkce("c", new Secret("t"))))).isEqualTo(new Done());
        assertThat(of(gateway.clear(new ClearRequest(null, null)))).isEqualTo(new Done());
        assertThat(of(gateway.redirect(new RedirectRequest("there")))).isEqualTo(new Redirect("there"));
    }

    private static Future<Pkce> result() {
        return Future.succeededFuture(Pkce.of(RESULT));
    }

    private static Future<Pkce> signIn() {
        return Future.succeededFuture(Pkce.of(SIGN_IN));
    }

    private static Future<Redirect> to(String location) {
        return Future.succeededFuture(new Redirect(location));
    }

    @Test
    void json_is_answered_with_json() throws Exception {
        answer(Addresses.REDIRECT, RedirectRequest.class, RedirectRequest::fromJson, q -> to(q.state()));

        Object answer = of(vertx.eventBus().request(Addresses.REDIRECT, new JsonObject().put("state", "there")))
                .body();

        assertThat(answer).isEqualTo(new JsonObject().put("location", "there"));
        fails(vertx.eventBus().request(Addresses.REDIRECT, new JsonObject()), 400);
        fails(vertx.eventBus().request(Addresses.REDIRECT, "there"), 400);
        fails(vertx.eventBus().request(Addresses.REDIRECT, null), 400);
    }

    @Test
    void every_failure_is_answered_as_a_problem() throws Exception {
        fails(gateway.challenge(new ChallengeRequest(null)), 503);
        challenges(request -> {
            if (request.applicationId() == null) {
                throw new IllegalStateException("secret");
            }
            return Future.failedFuture(
                    request.applicationId().equals("own")
                            ? new PkceException(Problem.flowCleared())
                            : new IllegalStateException("secret"));
        });

        fails(gateway.challenge(new ChallengeRequest(null)), 500);
        fails(gateway.challenge(new ChallengeRequest("own")), 410);
        fails(gateway.challenge(new ChallengeRequest("other")), 500);
    }

    private static void fails(Future<?> call, int status) {
        assertThatThrownBy(() -> of(call))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureCode()).isEqualTo(status))
                .hasMessageNotContaining("secret");
    }

    @Test
    void events_are_heard() throws Exception {
        FlowEvent event = new FlowEvent(FlowEvent.Type.SEEDED, "flow", new FlowEvent.Timing(0, 0, 0), null, null, null);
        CompletableFuture<FlowEvent> heard = new CompletableFuture<>();
        of(gateway.events(heard::complete));

        vertx.eventBus().publish(Addresses.EVENTS, event);

        assertThat(heard.get(10, TimeUnit.SECONDS)).isSameAs(event);
    }
}
