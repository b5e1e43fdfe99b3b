package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import dev.pkce.gateway.demo.Recorded;
import dev.pkce.gateway.trace.FlowHash;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@ExtendWith(GatewayExtension.class)
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String[] TRACEPARENT = {"traceparent", "00-" + TRACE + "-" + CALLER + "-01"};

    private final DevelopmentProvider provider;

    TracingTest(DevelopmentProvider provider) {
        this.provider = provider;
    }

    private interface Scenario {
        void play(TestGateway gateway) throws Exception;
    }

    /** What a gateway that is gone by then has told its collector. */
    private TraceCollector traced(JsonObject tracing, Scenario scenario) throws Exception {
        try (TraceCollector collector = new TraceCollector()) {
            tracing.put("endpoint", collector.endpoint());
            try (TestGateways gateways = new TestGateways(provider)) {
                scenario.play(gateways.start(config -> {
                    config.put("tracing", tracing);
                    config.getJsonArray("providers").getJsonObject(0).put("name", "dev");
                }));
            }
            return collector;
        }
    }

    @Test
    @DisplayName(
            "I5: one trace leads from the caller over HTTP and the event bus to the provider, which is told nothing")
    void a_request_is_one_trace() throws Exception {
        TraceCollector collector = traced(new JsonObject(), gateway -> {
            Login login = gateway.login();
            String code = login.seeded().signIn();
            gateway.postJson("/pkce/token", login.tokenCall(code), TRACEPARENT).expect(200);
        });

        List<Span> spans = collector.spans(TRACE);
        Map<String, Span> byId = spans.stream().collect(Collectors.toMap(TraceCollector::id, span -> span));
        Span outermost = one(spans, "POST /pkce/token");
        assertThat(TraceCollector.parent(outermost)).isEqualTo(CALLER);
        Span call = one(spans, "dev TOKEN");
        List<String> way = new ArrayList<>();
        for (Span span = call; span != null; span = byId.get(TraceCollector.parent(span))) {
            way.add(span.getName() + " " + span.getKind().name().substring("SPAN_KIND_".length()));
        }
        assertThat(way)
                .containsExactly(
                        "dev TOKEN CLIENT",
                        "send pkce.token SERVER",
                        "send pkce.token CLIENT",
                        "POST /pkce/token SERVER");
        assertThat(asked("/oauth/token").header("traceparent")).isNull();
    }

    private static Span one(List<Span> spans, String name) {
        List<Span> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    private Recorded asked(String path) {
        List<Recorded> calls = provider.recorder().at(path);
        return calls.get(calls.size() - 1);
    }

    @Test
    void a_login_is_explained_by_its_trace() throws Exception {
        traced(new JsonObject(), gateway -> {
            Login login = gateway.login();
            String code = login.approved();
            gateway.postJson("/pkce/token", login.tokenCall(code), TRACEPARENT).expect(200);
            String management = "http://127.0.0.1:" + gateway.gateway().managementPort();
            String known = "Login " + FlowHash.of(login.state()) + ": signed in";

            await().until(() -> explained(management).startsWith(known));
            assertThat(explained(management)).contains("The program was given the tokens.");
        });
    }

    private static String explained(String management) {
        StringWriter out = new StringWriter();
        new CommandLine(new ExplainCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(TRACE, "--management", management);
        return out.toString();
    }

    @Test
    void the_provider_is_told_of_the_trace_where_that_is_wanted() throws Exception {
        TraceCollector collector = traced(new JsonObject().put("propagate", true), gateway -> {
            Login login = gateway.login();
            String code = login.approved();
            gateway.postJson("/pkce/token", login.tokenCall(code), TRACEPARENT).expect(200);
        });

        Span call = one(collector.spans(TRACE), "dev TOKEN");
        assertThat(asked("/oauth/token").header("traceparent"))
                .isEqualTo("00-" + TRACE + "-" + TraceCollector.id(call) + "-01");
    }

    @Test
    @DisplayName("I5: traces hold routes, methods, statuses and addresses of the bus, and nothing that anybody sent")
    void nothing_leaks_into_traces() throws Exception {
        List<String> secrets = new ArrayList<>();
        TraceCollector collector = traced(new JsonObject(), gateway -> {
            Login login = gateway.login();
            JsonObject token = login.whole().json("auth0", "oAuth", "token");
            secrets.addAll(
                    List.of(login.state(), login.verifier(), login.challenge().getString("challenge")));
            secrets.addAll(List.of(token.getString("access_token"), token.getString("id_token")));
            secrets.add(asked("/oauth/token").form().get("code"));
            misbehave(gateway, "canary-5f0c");
            secrets.addAll(List.of("canary-5f0c", "CANARY-5F0C"));
        });

        assertThat(collector.text()).doesNotContain(secrets).doesNotContain("code=", "state=", "Exception:", "\\tat ");
        assertThat(collector.spans()).extracting(Span::getName).allMatch(TracingTest::fixed);
        assertThat(collector.spans().stream()
                        .flatMap(TraceCollector::attributes)
                        .collect(Collectors.toSet()))
                .isSubsetOf(Set.of(
                        "error.type",
                        "http.request.method",
                        "http.response.status_code",
                        "http.route",
                        "messaging.destination.name",
                        "messaging.operation.name",
                        "messaging.system",
                        "url.scheme"));
        assertThat(collector.spans().stream()
                        .filter(span -> span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR))
                .extracting(Span::getName)
                .containsOnly("POST /pkce/token");
    }

    private void misbehave(TestGateway gateway, String canary) {
        String code = gateway.login().approved();
        for (Fault fault : List.of(Fault.json(400, "{\"error\":\"" + canary + "\"}"), Fault.resetMidBody())) {
            Login login = gateway.login();
            String mine = login.approved();
            provider.faults().once(Leg.TOKEN, fault);
            assertThat(login.token(mine).status()).isGreaterThanOrEqualTo(400);
        }
        gateway.get("/pkce/response/code?code=" + code + "&state=" + canary + "&iss=" + canary);
        gateway.get("/" + canary, "X-Application-ID", canary, "traceparent", canary, "tracestate", "a=" + canary);
        gateway.send(canary.toUpperCase(Locale.ROOT), "/pkce/challenge", "").join();
        gateway.get("/pkce/authorize?state=" + canary, "Accept", "text/html");
        gateway.post("/pkce/clear?state=" + canary);
    }

    private static boolean fixed(String name) {
        return name.matches("(GET|POST|_OTHER) (/pkce/(challenge|authorize|code|response/code|token|clear)|other)"
                + "|(send|publish) pkce\\.[a-z]+(\\.[0-9a-f-]{36})?|dev (DISCOVERY|JWKS|AUTHORIZE|TOKEN)");
    }

    @Test
    void an_error_names_its_trace_even_where_none_is_kept() throws Exception {
        List<Reply> replies = new ArrayList<>();
        TraceCollector collector = traced(new JsonObject().put("ratio", 0), gateway -> {
            replies.add(gateway.get("/nothing").expect(404));
            replies.add(gateway.postJson("/pkce/token", new JsonObject()).expect(400));
        });

        assertThat(replies).allSatisfy(reply -> assertThat(trace(reply)).matches("[0-9a-f]{32}"));
        assertThat(trace(replies.get(0))).isNotEqualTo(trace(replies.get(1)));
        assertThat(collector.spans()).isEmpty();
    }

    private static String trace(Reply reply) {
        return new JsonObject(reply.body()).getString("trace_id");
    }

    @Test
    void an_error_names_the_trace_of_a_caller_where_nobody_traces_here(TestGateway gateway) {
        assertThat(trace(gateway.get("/nothing", TRACEPARENT))).isEqualTo(TRACE);
        assertThat(gateway.get("/nothing").body()).doesNotContain("trace_id");
    }

    @ParameterizedTest(name = "I11: the traceparent {0} is none, and is not sent back")
    @ValueSource(
            strings = {
                "canary",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-canary",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void what_is_no_traceparent_is_not_sent_back(String traceparent, TestGateway gateway) {
        assertThat(gateway.get("/nothing", "traceparent", traceparent).body()).doesNotContain("trace_id", "canary");
    }

    @Test
    void a_collector_that_is_down_is_nothing_to_a_login() throws Exception {
        try (TestGateways gateways = new TestGateways(provider)) {
            JsonObject tracing = new JsonObject().put("endpoint", "http://127.0.0.1:" + FreePort.next());
            gateways.start(config -> config.put("tracing", tracing)).login().whole();
        }
    }

    @Test
    void traces_bear_the_name_of_the_service() throws Exception {
        TraceCollector collector = traced(
                new JsonObject().put("service-name", "sign-in"),
                gateway -> Stream.of(1, 2)
                        .forEach(i -> gateway.get("/pkce/challenge").expect(200)));

        assertThat(collector.text()).contains("service.name", "sign-in");
    }
}
