package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.Fault;
import dev.pkce.gateway.demo.Leg;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that logs all that its shipped configuration lets it, while logins succeed and fail in every way. */
@ExtendWith(GatewayExtension.class)
class LeakIT {
    private static final String UPSTREAM = "canary-upstream-7f3a";

    private final DevelopmentProvider provider;
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<Reply> replies = new ArrayList<>();

    @TempDir
    private Path directory;

    LeakIT(DevelopmentProvider provider) {
        this.provider = provider;
    }

    @BeforeEach
    void begin() {
        secrets.put("upstream body", UPSTREAM);
    }

    private GatewayProcess run(String level) throws Exception {
        // To the console itself: of what waits before it, what there is no time for is left out.
        Path logging = Files.writeString(directory.resolve("logback.xml"), """
                <configuration>
                  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%%d %%-5level %%logger{0} - %%msg%%X{trace_id}%%n</pattern></encoder>
                  </appender>
                  <logger name="io.vertx.ext.web" level="info"/>
                  <root level="%s"><appender-ref ref="console"/></root>
                </configuration>
                """.formatted(level));
        return run("", Map.of("JAVA_TOOL_OPTIONS", "-Dlogback.configurationFile=" + logging));
    }

    private GatewayProcess run(String sections, Map<String, String> environment) throws Exception {
        String yaml = "http: {port: 0}%nproviders: [{issuer: \"%s\", client-id: client, client-secret: %s}]%n"
                .formatted(provider.issuer(), secret("client secret", "canary-client-secret-91"));
        Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml + sections);
        return GatewayProcess.run(GatewayProcess.ownJdk(), config, environment);
    }

    private String secret(String name, String value) {
        secrets.put(name + " " + secrets.size(), value);
        return value;
    }

    /** A login whose every value is a secret of its own. */
    private Login login(TestGateway gateway, int number) throws Exception {
        String verifier = secret("verifier", "canary-verifier-" + number + "-" + "v".repeat(40));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        return Login.foreign(
                gateway, secret("state", "canary-state-" + number + "-" + "s".repeat(40)), verifier, challenge);
    }

    private Reply see(Reply reply) {
        replies.add(reply);
        return reply;
    }

    private void keep(Reply tokens) {
        JsonObject token = see(tokens).expect(200).json("auth0", "oAuth", "token");
        Stream.of("access_token", "refresh_token", "id_token")
                .filter(token::containsKey)
                .forEach(name -> secret(name, token.getString(name)));
    }

    private void succeed(TestGateway gateway, int number) throws Exception {
        Login login = login(gateway, number).seeded();
        String code = secret("code", login.signIn());
        see(gateway.get("/pkce/response/code?code=" + code + "&state=" + login.state()));
        see(gateway.get("/pkce/code?state=" + login.state()));
        see(gateway.postJson("/pkce/token", login.tokenCall(code).put("code_verifier", "w".repeat(43))));
        JsonObject scope = new JsonObject().put("scope", JsonArray.of("openid", "offline_access"));
        keep(login.token(code));
        see(login.token(code));
        Login lasting = login(gateway, number + 100);
        Reply tokens =
                lasting.token(secret("code", lasting.approved(lasting.seed().mergeIn(scope))));
        keep(tokens);
        JsonObject refresh = new JsonObject()
                .put("grant_type", "refresh_token")
                .put("client_id", Login.CLIENT)
                .put("refresh_token", Program.refreshToken(tokens));
        keep(gateway.postJson("/pkce/token", refresh));
        see(gateway.postJson(
                "/pkce/revoke",
                new JsonObject().put("client_id", Login.CLIENT).put("token", Program.refreshToken(tokens))));
    }

    private static final List<Fault> FAULTS = List.of(
            Fault.json(400, "{\"error\":\"invalid_grant\",\"internal\":\"" + UPSTREAM + "\"}"),
            Fault.json(400, "{\"error\":\"" + UPSTREAM + "\"}"),
            Fault.json(200, "{\"" + UPSTREAM + "\":1}"),
            Fault.json(200, "{\"access_token\":\"" + UPSTREAM),
            Fault.json(200, "[\"" + UPSTREAM + "\"]"),
            Fault.json(
                    200,
                    "{\"access_token\":\"" + UPSTREAM + "\",\"token_type\":\"Bearer\",\"expires_in\":1,\"id_token\":\""
                            + UPSTREAM + "\"}"),
            Fault.status(500, "text/html", "<pre>" + UPSTREAM + "</pre>"),
            Fault.status(302, UPSTREAM, UPSTREAM),
            Fault.redirect(302, "https://evil.example/" + UPSTREAM),
            Fault.tooManyRequests(UPSTREAM),
            Fault.header("X-Long", UPSTREAM.repeat(2_000)),
            Fault.resetMidBody(),
            Fault.shortContentLength());

    private void fail(TestGateway gateway) throws Exception {
        int number = 1_000;
        for (Fault fault : FAULTS) {
            Login login = login(gateway, number++);
            String code = secret("code", login.approved());
            provider.faults().once(Leg.TOKEN, fault);
            see(login.token(code));
            provider.faults().clear();
            provider.faults().once(Leg.AUTHORIZE, fault);
            see(gateway.postJson("/pkce/code", login(gateway, number++).seed(), "Prefer", "wait=1"));
            provider.faults().clear();
        }
    }

    private void misbehave(TestGateway gateway) {
        String canary = secret("request", "canary-request-55");
        String[] headers = {
            "Authorization", "Bearer " + canary, "Cookie", canary, "X-Request-Id", canary, "X-Application-ID", canary
        };
        see(gateway.get("/pkce/challenge?" + canary, headers));
        see(gateway.get("/" + canary, headers));
        see(gateway.get("/pkce/challenge", "Host", canary + ".example"));
        see(gateway.get("/pkce/challenge", "Origin", "https://" + canary));
        see(gateway.get("/pkce/code?state=" + canary));
        see(gateway.get("/pkce/authorize?state=" + canary, "Accept", "text/html"));
        see(gateway.get("/pkce/response/code?state=" + canary + "&code=" + canary + "&iss=" + canary));
        see(gateway.postForm(
                "/pkce/response/code", Map.of("state", canary, "error", canary, "error_description", canary)));
        see(gateway.postAsync("/pkce/token", "application/json", "{\"code_verifier\":\"" + canary)
                .join());
        see(gateway.postJson("/pkce/token", new JsonObject().put("grant_type", canary)));
        see(gateway.postJson("/pkce/token", new JsonObject().put("code", new JsonArray().add(canary)), "DPoP", canary));
        see(gateway.postAsync("/pkce/code", "text/" + canary, canary).join());
        see(gateway.send("DELETE", "/pkce/" + canary, canary).join());
        see(gateway.post("/pkce/clear?state=" + canary, headers));
        see(gateway.postJson(
                "/pkce/revoke", new JsonObject().put("client_id", Login.CLIENT).put("token", canary)));
    }

    @Test
    @DisplayName(
            "I1, I2, I10: at TRACE neither log nor errors hold a state, nonce, verifier, code, token or text of others")
    void nothing_leaks() throws Exception {
        provider.confidentialClient(Login.CLIENT, "canary-client-secret-91");
        String logged;
        try (GatewayProcess process = run("trace")) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            succeed(gateway, 1);
            fail(gateway);
            misbehave(gateway);
            process.terminate();
            process.exit(Duration.ofSeconds(20));
            logged = process.out() + process.err();
        }

        assertThat(logged).contains(" TRACE ", " DEBUG ");
        assertThat(linesWithSecrets(logged)).isEmpty();
        assertThat(replies.stream().filter(reply -> reply.status() >= 400))
                .hasSizeGreaterThan(30)
                .allSatisfy(this::clean);
    }

    @Test
    @DisplayName("I1, I5: nor do JSON lines at TRACE, of a gateway that traces")
    void nothing_leaks_into_json() throws Exception {
        provider.confidentialClient(Login.CLIENT, "canary-client-secret-91");
        String sections =
                "logging: {level: trace, format: json, requests: all}%ntracing: {endpoint: \"http://127.0.0.1:%d\"}%n"
                        .formatted(FreePort.next());
        String logged;
        try (GatewayProcess process = run(sections, Map.of())) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            succeed(gateway, 1);
            misbehave(gateway);
            process.terminate();
            process.exit(Duration.ofSeconds(30));
            logged = process.out() + process.err();
        }

        assertThat(logged.lines().map(JsonObject::new))
                .allSatisfy(line -> assertThat(line.fieldNames()).contains("time", "level", "logger", "message"));
        assertThat(logged).contains("\"level\":\"trace\"", "\"logger\":\"pkce.requests\"", "\"trace_id\":");
        assertThat(linesWithSecrets(logged)).isEmpty();
    }

    private void clean(Reply reply) {
        assertThat(linesWithSecrets(reply.toString())).isEmpty();
        assertThat(reply.body()).doesNotContain("Exception", ".java", "io.vertx", "dev.pkce", "\tat ");
    }

    private List<String> linesWithSecrets(String text) {
        List<String> forms = secrets.values().stream().flatMap(LeakIT::forms).toList();
        return text.lines()
                .filter(line -> forms.stream().anyMatch(line::contains))
                .toList();
    }

    /** As it is, percent-encoded, and in Base64 wherever it begins there: the ends of that depend on what is beside it. */
    private static Stream<String> forms(String secret) {
        Stream<String> base64 = Stream.of("", "x", "xx")
                .map(before -> Base64.getEncoder().encodeToString((before + secret).getBytes(StandardCharsets.UTF_8)))
                .map(encoded -> encoded.substring(4, encoded.length() - 4));
        StringBuilder percent = new StringBuilder();
        secret.chars().forEach(c -> percent.append("%%%02X".formatted(c)));
        return Stream.concat(Stream.of(secret, Forms.encode(secret), percent.toString()), base64);
    }

    @Test
    @DisplayName(
            "I9: when a login is over, and others came after it, its verifier, code and tokens are nowhere in the heap")
    void nothing_stays_in_the_heap() throws Exception {
        provider.confidentialClient(Login.CLIENT, "canary-client-secret-91");
        try (GatewayProcess process = run("info")) {
            TestGateway gateway = new TestGateway(process.url(), provider);
            succeed(gateway, 1);
            gateway.post("/pkce/clear").expect(204);
            Map<String, String> gone = new LinkedHashMap<>(secrets);
            gone.keySet()
                    .removeIf(name ->
                            name.startsWith("client") || name.startsWith("upstream") || name.startsWith("state"));
            for (int i = 0; i < 40; i++) {
                gateway.login().whole();
            }

            byte[] heap = dump(process);

            gone.forEach((name, value) -> {
                assertThat(holds(heap, value.getBytes(StandardCharsets.ISO_8859_1)))
                        .as(name)
                        .isFalse();
                assertThat(holds(heap, value.getBytes(StandardCharsets.UTF_16LE)))
                        .as(name)
                        .isFalse();
            });
            assertThat(holds(heap, "pkce.flows".getBytes(StandardCharsets.ISO_8859_1)))
                    .isTrue();
        }
    }

    private byte[] dump(GatewayProcess process) throws Exception {
        Path file = directory.resolve("heap.hprof");
        String jcmd = GatewayProcess.ownJdk().resolve("bin/jcmd").toString();
        Process dumping = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.heap_dump", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(dumping.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(dumping.waitFor()).as(said).isZero();
        return Files.readAllBytes(file);
    }

    private static boolean holds(byte[] heap, byte[] wanted) {
        int last = heap.length - wanted.length;
        for (int i = 0; i <= last; i++) {
            int at = 0;
            while (at < wanted.length && heap[i + at] == wanted[at]) {
                at++;
            }
            if (at == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
