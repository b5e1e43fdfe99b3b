package dev.pkce.gateway.http;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.PublishedContract;
import dev.pkce.gateway.PublishedContract.Described;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every response that the contract describes can be had; that it is as described is looked at wherever a test calls. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private static final String[] LOOKING_AHEAD = {"Sec-Purpose", "prefetch"};
    private static final String[] ASYNC = {"Prefer", "respond-async"};

    private TestGateway gateway;
    private TestGateway asking;
    private TestGateway bound;
    private TestGateway limited;
    private TestGateway busy;
    private TestGateway impatient;
    private TestGateway brief;
    private CompletableFuture<Reply> occupying;
    private TestGateway revoking;
    private DevelopmentProvider provider;
    private Map<String, Supplier<Reply>> ways;

    @BeforeAll
    void start(TestGateway usual, TestGateways gateways, DevelopmentProvider development) {
        gateway = usual;
        provider = development;
        asking = gateways.start(config -> flows(config).put("binding", "confirm"));
        bound = gateways.start(config -> flows(config).put("binding", "cookie"));
        revoking = gateways.start(config -> flows(config).put("revoke-on-clear", true));
        JsonObject once =
                new JsonObject().put("challenge", "1/1h").put("code", "1/1h").put("token", "1/1h");
        limited = gateways.start(config -> http(config).put("rate-limits", once));
        List.of(Paths.CHALLENGE, Paths.CODE, Paths.TOKEN)
                .forEach(path -> limited.send("POST", path, "").join());
        busy = gateways.start(config -> http(config).put("max-requests", 1));
        occupying = busy.login().seeded().park();
        await().until(() -> busy.get(Paths.CHALLENGE).status() == 503);
        impatient = gateways.start(
                config -> config.getJsonArray("providers").getJsonObject(0).put("timeout", "2s"));
        brief = gateways.start(config -> flows(config).put("ttl", "3s"));
        ways = ways();
    }

    private static JsonObject flows(JsonObject config) {
        return config.getJsonObject("flows");
    }

    private static JsonObject http(JsonObject config) {
        return config.getJsonObject("http");
    }

    @AfterAll
    void stop() {
        assertThat(occupying).isNotDone();
    }

    @Test
    void every_route_is_described_and_nothing_else() {
        List<String> routes = Paths.ALLOWED.entrySet().stream()
                .flatMap(path -> Stream.of(path.getValue().split(", ", -1)).map(method -> method + " " + path.getKey()))
                .toList();

        assertThat(PublishedContract.SHIPPED.operations().keySet()).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void the_operations_of_the_published_sdks_keep_their_names() {
        assertThat(PublishedContract.SHIPPED.operations())
                .containsEntry("GET /pkce/challenge", "getChallenge")
                .containsEntry("POST /pkce/code", "generateCode")
                .containsEntry("POST /pkce/response/code", "respondWithCode")
                .containsEntry("POST /pkce/token", "generateToken")
                .containsEntry("POST /pkce/clear", "clearPKCE");
    }

    static List<Described> described() {
        return PublishedContract.SHIPPED.responses();
    }

    @ParameterizedTest
    @MethodSource("described")
    void a_response_that_is_described_can_be_had(Described response) {
        Reply reply = produce(response);

        assertThat(reply.status()).as(reply.body()).hasToString(response.status());
    }

    private Reply produce(Described response) {
        return switch (response.status()) {
            case "400" -> malformed(response.operation());
            case "413" -> posted(response.operation(), "application/json", "x".repeat(65 * 1024));
            case "415" -> posted(response.operation(), "text/plain", "{}");
            case "429" -> asked(limited, response.operation());
            case "502" -> failing(gateway, Fault.html(500), response.operation());
            case "503" -> asked(busy, response.operation());
            case "504" -> late(response.operation());
            default ->
                Objects.requireNonNull(ways.get(response.operation() + " " + response.status()), "no way is known")
                        .get();
        };
    }

    private Map<String, Supplier<Reply>> ways() {
        return Map.ofEntries(
                entry("getChallenge 200", () -> gateway.get(Paths.CHALLENGE)),
                entry("getChallenge 204", () -> gateway.get(Paths.CHALLENGE, LOOKING_AHEAD)),
                entry("respondWithCodeInQuery 204", () -> gateway.get(Paths.CALLBACK, LOOKING_AHEAD)),
                entry("generateCode 200", this::codeWithoutAPerson),
                entry(
                        "generateCode 202",
                        () -> gateway.postJson(Paths.CODE, gateway.login().seed(), ASYNC)),
                entry("generateCode 409", this::anotherSeed),
                entry("generateCode 410", () -> cleared(Login::park)),
                entry("awaitCode 200", this::codeOfAnAnsweredFlow),
                entry("awaitCode 202", () -> gateway.get(waiting(gateway.login().seeded()), ASYNC)),
                entry("awaitCode 410", () -> cleared(this::awaited)),
                entry(
                        "authorize 302",
                        () -> gateway.get(authorize(gateway.login().seeded()))),
                entry("authorize 403", () -> bound.get(authorize(bound.login().seeded()))),
                entry("respondWithCode 200", () -> gateway.login().seeded().respond(code())),
                entry("respondWithCode 202", () -> asking.login().seeded().respond(code())),
                entry("respondWithCode 403", () -> bound.login().seeded().respond(code())),
                entry("respondWithCodeInQuery 200", () -> responded(gateway)),
                entry("respondWithCodeInQuery 202", () -> responded(asking)),
                entry("respondWithCodeInQuery 403", () -> responded(bound)),
                entry("confirm 200", () -> confirmed("Accept", "text/html")),
                entry("confirm 204", () -> confirmed()),
                entry("generateToken 200", () -> gateway.login().whole()),
                entry("generateToken 410", this::clearedDuringItsExchange),
                entry("revoke 204", () -> gateway.postJson(Paths.REVOKE, revocation())),
                entry("clearPKCE 204", () -> gateway.post(Paths.CLEAR)),
                entry("getContract 200", () -> gateway.get(Paths.CONTRACT)));
    }

    private Reply codeWithoutAPerson() {
        Login login = gateway.login();
        provider.autoApprove(true);
        return login.park().join();
    }

    private Reply anotherSeed() {
        Login login = gateway.login().seeded();
        return gateway.postJson(Paths.CODE, login.seed().put("nonce", "another"));
    }

    private Reply codeOfAnAnsweredFlow() {
        Login login = gateway.login().seeded();
        login.respond(code());
        return awaited(login).join();
    }

    private CompletableFuture<Reply> awaited(Login login) {
        return gateway.getAsync(waiting(login));
    }

    /** Tried again where the clear came before the call waited. */
    private Reply cleared(Function<Login, CompletableFuture<Reply>> wait) {
        return await().until(
                        () -> {
                            Login login = gateway.login().seeded();
                            CompletableFuture<Reply> parked = wait.apply(login);
                            gateway.login().whole();
                            gateway.post(Paths.CLEAR + "?state=" + login.state());
                            return parked.join();
                        },
                        reply -> reply.status() == 410);
    }

    private static String waiting(Login login) {
        return Paths.CODE + "?state=" + login.state();
    }

    private static String authorize(Login login) {
        return Paths.AUTHORIZE + "?state=" + login.state();
    }

    private static String code() {
        return "code-" + UUID.randomUUID();
    }

    private static Reply responded(TestGateway at) {
        return at.get(Paths.CALLBACK + "?code=" + code() + "&state="
                + at.login().seeded().state());
    }

    private Reply confirmed(String... headers) {
        JsonObject question =
                asking.login().seeded().respond(code()).expect(202).json("confirmation");
        Map<String, String> answer =
                Map.of("state", question.getString("state"), "ticket", question.getString("ticket"), "agreed", "yes");
        return asking.postForm(Paths.CONFIRM, answer, headers);
    }

    private Reply clearedDuringItsExchange() {
        Login login = revoking.login();
        String code = login.approved();
        provider.faults().once(Leg.TOKEN, Fault.slow(Duration.ofSeconds(2)));
        CompletableFuture<Reply> exchange = revoking.postJsonAsync(Paths.TOKEN, login.tokenCall(code));
        await().until(() -> provider.recorder().count("/oauth/token") > 0);
        revoking.post(Paths.CLEAR);
        return exchange.join();
    }

    private static JsonObject revocation() {
        return new JsonObject().put("client_id", Login.CLIENT).put("token", "a-token");
    }

    private Reply malformed(String id) {
        String path = path(id);
        boolean form = path.equals(Paths.CALLBACK) || path.equals(Paths.CONFIRM);
        return post(id)
                ? posted(id, form ? "application/x-www-form-urlencoded" : "application/json", "{")
                : gateway.get(path + "?code=any&state=unknown");
    }

    private Reply posted(String id, String type, String body) {
        return gateway.postAsync(path(id), type, body).join();
    }

    private Reply asked(TestGateway at, String id) {
        return at.send(post(id) ? "POST" : "GET", path(id), "").join();
    }

    private Reply failing(TestGateway at, Fault fault, String id) {
        return switch (id) {
            case "generateCode" -> {
                provider.faults().on(Leg.AUTHORIZE, fault);
                yield at.login().park().join();
            }
            case "revoke" -> {
                provider.faults().on(Leg.REVOKE, fault);
                yield at.postJson(Paths.REVOKE, revocation());
            }
            default -> {
                Login login = at.login();
                String code = login.approved();
                provider.faults().on(Leg.TOKEN, fault);
                yield login.token(code);
            }
        };
    }

    private Reply late(String id) {
        return id.equals("awaitCode")
                ? brief.get(waiting(brief.login().seeded()))
                : failing(impatient, Fault.hang(), id);
    }

    private static boolean post(String id) {
        return operation(id).startsWith("POST ");
    }

    private static String path(String id) {
        return operation(id).split(" ", 2)[1];
    }

    private static String operation(String id) {
        return PublishedContract.SHIPPED.operations().entrySet().stream()
                .filter(operation -> operation.getValue().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
