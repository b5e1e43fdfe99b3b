package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.trace.FlowHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

@ExtendWith(GatewayExtension.class)
class RequestLogTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final Logger logger = (Logger) LoggerFactory.getLogger("pkce.requests");
    private final Queue<Map<String, Object>> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            Map<String, Object> line = new LinkedHashMap<>();
            event.getKeyValuePairs().forEach(pair -> line.put(pair.key, pair.value));
            lines.add(line);
        }
    };
    private final TestGateway gateway;

    RequestLogTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void listen() {
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    /** The lines, without how long each took. */
    private List<Map<String, Object>> lines(int expected) {
        await().until(() -> lines.size() >= expected);
        List<Map<String, Object>> told = new ArrayList<>(lines);
        assertThat(told)
                .hasSize(expected)
                .allSatisfy(line -> assertThat((Long) line.get("ms")).isBetween(0L, 60_000L));
        told.forEach(line -> line.remove("ms"));
        return told;
    }

    private static Map<String, Object> line(String method, String route, int status, String... more) {
        Map<String, Object> line = new LinkedHashMap<>(Map.of("method", method, "route", route, "status", status));
        for (int i = 0; i < more.length; i += 2) {
            line.put(more[i], more[i + 1]);
        }
        return line;
    }

    @Test
    void a_login_is_a_line_for_each_of_its_requests_which_name_its_flow() {
        Login login = gateway.login().seeded();
        String flow = FlowHash.of(login.state());
        login.respond("code-of-the-test").expect(200);
        gateway.get("/pkce/code?state=" + login.state()).expect(200);
        gateway.post("/pkce/clear?state=" + login.state()).expect(204);

        assertThat(lines(5))
                .containsExactly(
                        line("GET", "/pkce/challenge", 200, "flow", flow),
                        line("POST", "/pkce/code", 202, "flow", flow),
                        line("POST", "/pkce/response/code", 200, "flow", flow),
                        line("GET", "/pkce/code", 200, "flow", flow),
                        line("POST", "/pkce/clear", 204, "flow", flow));
    }

    @Test
    void the_trace_of_the_caller_is_named() {
        gateway.get("/pkce/challenge?canary", "traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");

        assertThat(lines(1).get(0)).containsEntry("trace_id", TRACE);
    }

    @Test
    @DisplayName("I1: what a stranger writes is in no line: neither path nor query nor method")
    void nothing_of_strangers_is_told() {
        gateway.get("/canary?canary").expect(404);
        gateway.send("CANARY", "/pkce/challenge?canary", "").join().expect(405);
        gateway.get("/pkce/challenge", "Host", "canary.example").expect(403);

        assertThat(lines(3))
                .containsExactly(
                        line("GET", "other", 404),
                        line("_OTHER", "/pkce/challenge", 405),
                        line("GET", "/pkce/challenge", 403));
    }

    @Test
    void what_is_no_request_at_all_is_told_too() throws Exception {
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.send("GET canary HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(lines(1)).containsExactly(line("GET", "other", 400));
        }
    }

    @Test
    void a_client_that_leaves_is_told_as_gone() throws Exception {
        Login login = gateway.login();
        try (RawSocket socket = RawSocket.open(gateway)) {
            String seed = login.seed().encode();
            socket.send("POST /pkce/code HTTP/1.1\r\nHost: localhost:"
                    + gateway.gateway().port() + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + seed.length() + "\r\n\r\n" + seed);
            await().until(() -> gateway.provider().recorder().count("/authorize") == 1);
        }

        assertThat(lines(2).get(1)).isEqualTo(line("POST", "/pkce/code", 499, "flow", FlowHash.of(login.state())));
    }

    @Test
    void by_default_there_is_no_line_for_what_went_well() {
        logger.setLevel(Level.INFO);
        gateway.get("/pkce/challenge").expect(200);
        gateway.get("/nothing").expect(404);

        assertThat(lines(1)).containsExactly(line("GET", "other", 404));
    }
}
