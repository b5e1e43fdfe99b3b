package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Recorded;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Seeds as the tests of this package send them, and what came of them at the provider. */
final class Seeds {
    private Seeds() {}

    /** The seed of {@code login} with every member that there is. */
    static JsonObject full(TestGateway gateway, Login login) {
        return login.seed()
                .put("schema", new JsonObject().put("migration", 0).put("semantic", "MAJOR_0_MINOR_0_PATCH_1"))
                .put("domain", gateway.provider().issuer())
                .put("audience", "https://api.example/")
                .put("screen_hint", "signup")
                .put("prompt", "login")
                .put("organization", "org_1")
                .put("invitation", "inv_1")
                .put("response_mode", "form_post")
                .put(
                        "ADDITIONAL_PARAMETERS",
                        new JsonObject().put("access_type", "offline").put("display", "popup"));
    }

    /** What reached the authorize endpoint for {@code state}. */
    static List<Recorded> upstream(TestGateway gateway, String state) {
        return gateway.provider().recorder().at("/authorize").stream()
                .filter(request -> request.query().all("state").contains(state))
                .toList();
    }

    /**
     * What reached the authorize endpoint for any of {@code states}, or for none. For others there may be a call that an
     * earlier test has caused, and that comes late.
     */
    static List<Recorded> reached(DevelopmentProvider provider, String... states) {
        return provider.recorder().at("/authorize").stream()
                .filter(request -> {
                    List<String> named = request.query().all("state");
                    return named.isEmpty() || Stream.of(states).anyMatch(named::contains);
                })
                .toList();
    }

    /** The one authorization request for {@code state}, once it is there. */
    static Recorded asked(TestGateway gateway, String state) {
        await().until(() -> !upstream(gateway, state).isEmpty());
        List<Recorded> requests = upstream(gateway, state);
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    /** A caller who waits for the code of {@code login}, as the provider was asked for it already. */
    static CompletableFuture<Reply> parked(TestGateway gateway, Login login) {
        CompletableFuture<Reply> reply = login.park();
        asked(gateway, login.state());
        assertThat(reply).isNotDone();
        return reply;
    }

    /** Fails unless a seed that {@code change} spoilt is refused, nothing leaves, and the right one works afterwards. */
    static Reply refused(TestGateway gateway, String error, Consumer<JsonObject> change) {
        Login login = gateway.login();
        JsonObject seed = login.seed();
        change.accept(seed);
        Reply refusal =
                gateway.postJson("/pkce/code", seed, "Prefer", "respond-async").expectProblem(400, error);
        assertThat(reached(gateway.provider(), String.valueOf(seed.getValue("state"))))
                .isEmpty();
        works(gateway, login);
        return refusal;
    }

    /** Fails unless {@code login} can be seeded, and that is the first that the provider hears of it. */
    static void works(TestGateway gateway, Login login) {
        assertThat(reached(gateway.provider(), login.state())).isEmpty();
        login.seeded();
        Recorded asked = asked(gateway, login.state());
        assertThat(asked.query().all("code_challenge"))
                .containsExactly(login.challenge().getString("challenge"));
    }
}
