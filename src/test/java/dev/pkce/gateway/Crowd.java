package dev.pkce.gateway;

import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.FlowEvent;
import dev.pkce.gateway.api.PkceGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Many logins at once, each with a caller who waits for its code. */
public final class Crowd {
    /** One of them. */
    public record Member(Login login, CompletableFuture<Reply> caller) {}

    private Crowd() {}

    /** {@code size} callers, all of whom the gateway holds by now. */
    public static List<Member> park(TestGateway gateway, int size) throws TimeoutException {
        return park(gateway, size, (login, i) -> login.seed());
    }

    /** The same with a seed for each, by its number. */
    public static List<Member> park(TestGateway gateway, int size, BiFunction<Login, Integer, JsonObject> seed)
            throws TimeoutException {
        AtomicInteger seeded = new AtomicInteger();
        PkceGateway.on(gateway.vertx()).events(event -> count(seeded, event)).await(10, TimeUnit.SECONDS);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Login login = gateway.login();
            members.add(new Member(login, gateway.postJsonAsync("/pkce/code", seed.apply(login, i))));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> seeded.get() >= size);
        return members;
    }

    private static void count(AtomicInteger seeded, FlowEvent event) {
        if (event.type() == FlowEvent.Type.SEEDED) {
            seeded.incrementAndGet();
        }
    }
}
