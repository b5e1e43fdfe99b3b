package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.LogCapture;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.ops.Scrape;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The bounds on requests and connections, over all instances together. */
@ExtendWith(GatewayExtension.class)
class LimitsTest {
    // Less than any deadline for silence.
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static TestGateway limited(TestGateways gateways, String key, int max) {
        return gateways.start(config -> config.getJsonObject("http").put(key, max));
    }

    /** A call that waits for a person by now, on a connection that the test holds. */
    private static RawSocket park(TestGateway gateway, Login login) throws IOException {
        RawSocket parked = RawSocket.open(gateway).send(parking(gateway, login));
        awaitAsked(gateway, login);
        return parked;
    }

    private static void awaitAsked(TestGateway gateway, Login login) {
        await().until(() -> gateway.provider().recorder().at("/authorize").stream()
                .anyMatch(request -> request.query().all("state").contains(login.state())));
    }

    private static String parking(TestGateway gateway, Login login) {
        String seed = login.seed().encode();
        return "POST /pkce/code HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(gateway.gateway().port(), seed.length(), seed);
    }

    @Test
    void one_request_too_many_is_told_to_come_back_before_its_body_is_read(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-requests", 2);
        Login first = gateway.login();
        Login second = gateway.login();
        try (RawSocket one = park(gateway, first);
                RawSocket other = park(gateway, second)) {
            awaitFull(gateway);
            Reply refused = gateway.get("/pkce/challenge");
            refused.expectProblem(503, "temporarily_unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            try (RawSocket third = RawSocket.open(gateway)) {
                String head =
                        "POST /pkce/token HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
                third.send(head.formatted(gateway.gateway().port()));
                assertThat(third.readTo("\r\n", AT_ONCE)).startsWith("HTTP/1.1 503 ");
            }

            other.reset();
            await().until(() -> gateway.get("/pkce/challenge").status() == 200);
            first.signIn();
            assertThat(one.readTo("\r\n", AT_ONCE)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    @DisplayName("O20: callers who reset their connection, parked or in the middle of a request, leave nothing behind")
    void resets(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-requests", 2);
        try (LogCapture log = new LogCapture()) {
            for (int call = 0; call < 10; call++) {
                park(gateway, gateway.login()).reset();
                RawSocket.open(gateway)
                        .send(
                                "POST /pkce/token HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
                                        .formatted(gateway.gateway().port()))
                        .reset();
                await().until(() -> gateway.get("/pkce/challenge").status() == 200);
            }
            // Both are free again, or one of two calls at once would be refused.
            CompletableFuture<Reply> parked = gateway.login().park();
            await().until(() -> gateway.get("/pkce/challenge").status() == 200);
            assertThat(parked).isNotDone();
            parked.cancel(true);
            assertThat(log.text()).doesNotContain("Exception");
        }
    }

    @Test
    @DisplayName("O20: a waiting caller who ends the sending side has left, as one who hangs up has")
    void half_close(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-requests", 1);
        Login login = gateway.login();
        try (LogCapture log = new LogCapture();
                RawSocket caller = park(gateway, login)) {
            awaitFull(gateway);
            caller.shutdownOutput();

            assertThat(caller.readToEnd(AT_ONCE)).isEmpty();
            await().until(() -> gateway.get("/pkce/challenge").status() == 200);
            assertThat(log.text()).doesNotContain("Exception");
        }
    }

    @Test
    void answers_of_every_kind_give_their_place_back(TestGateways gateways) {
        TestGateway gateway = limited(gateways, "max-requests", 1);
        for (int call = 0; call < 5; call++) {
            gateway.get("/pkce/challenge").expect(200);
            gateway.get("/nothing").expect(404);
            gateway.get("/pkce/token").expect(405);
            gateway.postAsync("/pkce/token", "text/plain", "{}").join().expect(415);
            gateway.postAsync("/pkce/token", "application/json", "{").join().expect(400);
            gateway.get("/pkce/challenge", "Host", "evil.example").expect(403);
            gateway.get("/pkce/authorize?state=unknown").expect(400);
        }
    }

    @Test
    @DisplayName("O12: idle connections lock nobody out; live flows keep working")
    void idle_connections(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-connections", 20);
        Login login = gateway.login();
        List<RawSocket> idle = new ArrayList<>();
        try (RawSocket parked = park(gateway, login)) {
            for (int connection = 0; connection < 100; connection++) {
                idle.add(RawSocket.open(gateway));
            }
            // Whoever comes while some of them are still being accepted may be silent for longer than they.
            await().until(() -> idle.stream().filter(RawSocket::ended).count() > 80);

            login.signIn();
            assertThat(parked.readTo("\r\n", AT_ONCE)).startsWith("HTTP/1.1 200 ");
        }
        for (RawSocket connection : idle) {
            connection.close();
        }
        // Those that the client has kept may be among the idle ones that were closed.
        await().ignoreExceptions().until(() -> gateway.get("/pkce/challenge").status() == 200);
    }

    @Test
    @DisplayName("O12: nor do those of one event loop lock out whoever comes to another")
    void idle_connections_elsewhere(TestGateways gateways) throws Exception {
        TestGateway gateway = gateways.start(
                new VertxOptions().setEventLoopPoolSize(2),
                config -> config.getJsonObject("http").put("max-connections", 4));
        List<RawSocket> idle = new ArrayList<>();
        for (int one = 1; one <= 4; one++) {
            // Two event loops take turns, so each second one is of the other.
            idle.add(RawSocket.open(gateway));
            awaitConnections(gateway, one);
            if (one < 4) {
                RawSocket other = RawSocket.open(gateway);
                awaitConnections(gateway, one + 1);
                other.close();
                awaitConnections(gateway, one);
            }
        }

        String request = "GET /pkce/challenge HTTP/1.1\r\nHost: localhost:%d\r\n\r\n"
                .formatted(gateway.gateway().port());
        for (int newcomer = 0; newcomer < 4; newcomer++) {
            RawSocket client = RawSocket.open(gateway);
            assertThat(client.send(request).readTo("\r\n", AT_ONCE)).startsWith("HTTP/1.1 200 ");
            idle.add(client);
        }
        awaitConnections(gateway, 4);
        assertThat(idle.get(0).readToEnd(AT_ONCE)).isEmpty();
        for (RawSocket connection : idle) {
            connection.close();
        }
    }

    private static void awaitConnections(TestGateway gateway, int many) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> Scrape.connections(gateway) == many);
    }

    @Test
    @DisplayName("O12: a call that was sent before the answer to the one before it makes no room for idle connections")
    void pipelined(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-connections", 20);
        Login first = gateway.login();
        Login second = gateway.login();
        List<RawSocket> idle = new ArrayList<>();
        try (RawSocket parked = park(gateway, first).send(parking(gateway, second))) {
            first.signIn();
            assertThat(parked.readTo("\r\n", AT_ONCE)).startsWith("HTTP/1.1 200 ");
            awaitAsked(gateway, second);
            for (int connection = 0; connection < 100; connection++) {
                idle.add(RawSocket.open(gateway));
            }
            assertThat(idle.get(0).readToEnd(AT_ONCE)).isEmpty();

            second.signIn();
            assertThat(parked.readTo("HTTP/1.1 ", AT_ONCE)).contains("\r\n\r\n");
        }
        for (RawSocket connection : idle) {
            connection.close();
        }
    }

    @Test
    @DisplayName("O12: where all connections have a request, one more is closed at once")
    void busy_connections(TestGateways gateways) throws Exception {
        TestGateway gateway = limited(gateways, "max-connections", 4);
        List<Login> logins = new ArrayList<>();
        for (int login = 0; login < 4; login++) {
            // On a connection of its own, which is free again.
            JsonObject challenge = gateway.get("/pkce/challenge", "Connection", "close")
                    .expect(200)
                    .json("challenge");
            logins.add(Login.of(gateway, challenge));
        }
        List<RawSocket> parked = new ArrayList<>();
        for (Login login : logins) {
            parked.add(park(gateway, login));
        }

        try (RawSocket more = RawSocket.open(gateway)) {
            assertThat(more.readToEnd(AT_ONCE)).isEmpty();
        }

        for (RawSocket connection : parked) {
            connection.reset();
        }
        await().ignoreExceptions().until(() -> gateway.get("/pkce/challenge").status() == 200);
    }

    private static void awaitFull(TestGateway gateway) {
        await().until(() -> gateway.get("/pkce/challenge").status() == 503);
    }
}
