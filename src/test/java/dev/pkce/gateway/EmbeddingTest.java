package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pkce.gateway.api.ChallengeRequest;
import dev.pkce.gateway.api.PkceException;
import dev.pkce.gateway.api.PkceGateway;
import dev.pkce.gateway.api.RedirectRequest;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.flow.FlowConfig;
import dev.pkce.gateway.redis.RedisConfig;
import dev.pkce.gateway.redis.RedisServer;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway in the Vert.x of a program that does other things too. */
@ExtendWith(GatewayExtension.class)
class EmbeddingTest {
    private static final String CLIENTS =
            "return tonumber(string.match(redis.call('INFO', 'clients'), 'connected_clients:(%d+)'))";

    private record Note(String text) {}

    private final Holdings holdings = new Holdings();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final DevelopmentProvider provider;
    private Vertx host;

    EmbeddingTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.host = holdings.vertx(new VertxOptions().setEventLoopPoolSize(3));
    }

    @BeforeEach
    void own() throws Exception {
        registry.counter("program.own");
        host.eventBus().consumer("program.own", message -> message.reply(message.body()));
        host.setPeriodic(60_000, tick -> {});
        host.sharedData().getLocalMap("program.own").put("own", "own");
        of(host.executeBlocking(() -> true));
    }

    @AfterEach
    void close() throws Exception {
        of(host.close());
    }

    private static <T> T of(Future<T> call) throws Exception {
        return call.await(30, TimeUnit.SECONDS);
    }

    private JsonObject configuration() {
        return new JsonObject()
                .put("http", new JsonObject().put("port", 0))
                .put("management", new JsonObject().put("port", 0))
                .put("providers", new JsonArray().add(new JsonObject().put("issuer", provider.issuer())));
    }

    private GatewayVerticle gateway() throws Exception {
        return new GatewayVerticle(GatewayConfig.read(Settings.of(configuration())), registry);
    }

    /** Nothing may be left; what is closed without anybody waiting for it has a moment. */
    private void holdsNoMoreThan(Holdings.Snapshot before) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(holdings.of(host)).isEqualTo(before));
        assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                .containsExactly("program.own");
    }

    @Test
    void all_of_it_is_gone_once_it_is_undeployed() throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        GatewayVerticle gateway = gateway();
        String id = of(host.deployVerticle(gateway));
        TestGateway doors = new TestGateway(host, gateway, provider);
        Set<String> threads = Holdings.threads();
        Login lasting = doors.login();
        JsonObject scope = new JsonObject().put("scope", JsonArray.of("openid", "offline_access"));
        JsonObject tokens = lasting.token(lasting.approved(lasting.seed().mergeIn(scope)))
                .expect(200)
                .json("auth0", "oAuth", "token");
        doors.postJson(
                        "/pkce/token",
                        new JsonObject()
                                .put("grant_type", "refresh_token")
                                .put("client_id", Login.CLIENT)
                                .put("refresh_token", tokens.getString("refresh_token")))
                .expect(200);
        Login waiting = doors.login().seeded();
        CompletableFuture<Reply> parked = waiting.park();
        await().until(() -> registry.get("pkce.callers.waiting").gauge().value() == 1);
        assertThat(holdings.of(host).named("consumer of pkce.")).hasSizeGreaterThan(10);
        assertThat(holdings.of(host).servers()).isNotEmpty();

        of(host.undeploy(id));

        assertThat(parked.join().status()).isEqualTo(503);
        holdsNoMoreThan(before);
        assertThat(threads).containsAll(Holdings.threads());
    }

    @Test
    void it_signs_in_without_a_listener_beside_what_the_program_does() throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        int port = FreePort.next();
        JsonObject settings = configuration();
        settings.getJsonArray("providers")
                .getJsonObject(0)
                .put("redirect-uris", new JsonArray().add("http://localhost:" + port + "/callback"))
                .put("preflight", false);
        provider.autoApprove(true);

        String id = of(host.deployVerticle(new EmbeddingExample(settings, port)));
        HttpResponse<String> page = browse("http://localhost:" + port + "/login");

        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("Signed in");
        assertThat(holdings.of(host).servers()).as("the program's own").hasSize(1);
        of(host.undeploy(id));
        holdsNoMoreThan(before);
    }

    private static HttpResponse<String> browse(String url) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .cookieHandler(new CookieManager())
                .build();
        return browser.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    @Test
    void without_a_listener_the_configuration_says_where_people_are_sent_back_to() throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        GatewayVerticle lost = gateway().withoutHttp();

        assertThatThrownBy(() -> of(host.deployVerticle(lost)))
                .isInstanceOf(InvalidConfiguration.class)
                .hasMessageContaining("providers[0].redirect-uris")
                .hasMessageContaining("http.public-url");

        holdsNoMoreThan(before);
    }

    @Test
    void a_change_is_judged_by_where_people_are_sent_back_to_while_it_runs() throws Exception {
        JsonObject settings = configuration();
        settings.getJsonObject("http").put("public-url", "http://localhost:9");
        GatewayVerticle gateway =
                new GatewayVerticle(GatewayConfig.read(Settings.of(settings)), registry).withoutHttp();
        String id = of(host.deployVerticle(gateway));

        GatewayConfig now = of(gateway.reload(gateway().inForce()));

        assertThat(now.http().publicUrl()).as("needs a restart").isEqualTo("http://localhost:9");
        of(host.undeploy(id));
    }

    @Test
    void before_and_after_its_time_it_neither_reloads_nor_drains() throws Exception {
        GatewayVerticle gateway = gateway();
        GatewayConfig config = gateway.inForce();

        refusesWhileNotDeployed(gateway);
        of(host.undeploy(of(host.deployVerticle(gateway))));

        refusesWhileNotDeployed(gateway);
        assertThat(gateway.inForce()).isEqualTo(config);
    }

    private static void refusesWhileNotDeployed(GatewayVerticle gateway) {
        assertThat(gateway.reload(gateway.inForce()).cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The gateway is not deployed");
        assertThat(gateway.drain().cause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The gateway is not deployed");
    }

    /** Such as no file gives: the store throws where it is made. */
    private GatewayConfig unbuildable(FlowConfig.Store store, @Nullable RedisConfig redis) throws Exception {
        GatewayConfig good = gateway().inForce();
        FlowConfig flows = good.flows();
        return new GatewayConfig(
                good.http(),
                good.management(),
                new FlowConfig(flows.ttl(), flows.longestWait(), -1, false, false, flows.binding(), store, null),
                good.providers(),
                good.stop(),
                good.logging(),
                good.tracing(),
                redis);
    }

    @Test
    void one_that_throws_while_it_starts_leaves_nothing() throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        GatewayVerticle unfit = new GatewayVerticle(unbuildable(FlowConfig.Store.LOCAL, null), registry);

        assertThatThrownBy(() -> of(host.deployVerticle(unfit))).isInstanceOf(IllegalArgumentException.class);

        holdsNoMoreThan(before);
        of(host.undeploy(of(host.deployVerticle(gateway()))));
    }

    @Test
    void one_that_throws_while_it_starts_keeps_no_connection_to_redis() throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        try (RedisServer redis = RedisServer.start()) {
            GatewayVerticle unfit = new GatewayVerticle(unbuildable(FlowConfig.Store.REDIS, redis.config()), registry);

            assertThatThrownBy(() -> of(host.deployVerticle(unfit))).isInstanceOf(IllegalArgumentException.class);

            // The one that asks is a client itself.
            await().untilAsserted(() ->
                    assertThat(redis.command("EVAL", CLIENTS, "0")).isEqualTo(":1"));
            holdsNoMoreThan(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "management"})
    void one_that_cannot_have_its_port_leaves_nothing(String listener) throws Exception {
        Holdings.Snapshot before = holdings.of(host);
        Vertx other = Vertx.vertx();
        try {
            HttpServer taken =
                    of(other.createHttpServer().requestHandler(r -> {}).listen(0, "127.0.0.1"));
            JsonObject settings = configuration();
            settings.getJsonObject(listener).put("port", taken.actualPort());
            GatewayVerticle refused = new GatewayVerticle(GatewayConfig.read(Settings.of(settings)), registry);

            assertThatThrownBy(() -> of(host.deployVerticle(refused)))
                    .hasMessageContaining(Integer.toString(taken.actualPort()));

            holdsNoMoreThan(before);
        } finally {
            of(other.close());
        }
    }

    @Test
    void a_second_one_is_refused_and_takes_nothing_from_the_first() throws Exception {
        String first = of(host.deployVerticle(gateway()));
        Holdings.Snapshot before = holdings.of(host);

        assertThatThrownBy(() ->
                        of(host.deployVerticle(new GatewayVerticle(gateway().inForce()))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a gateway already");

        await().untilAsserted(
                        () -> assertThat(holdings.of(host).named("consumer")).isEqualTo(before.named("consumer")));
        assertThat(of(PkceGateway.on(host).challenge(new ChallengeRequest(null))))
                .isNotNull();
        of(host.undeploy(first));
        of(host.deployVerticle(gateway()));
        assertThat(of(PkceGateway.on(host).challenge(new ChallengeRequest(null))))
                .isNotNull();
    }

    @Test
    void codecs_are_registered_once_and_the_programs_own_stay() throws Exception {
        host.eventBus().registerDefaultCodec(Note.class, new NoteCodec("note"));
        host.eventBus().registerCodec(new NoteCodec("any"));
        host.eventBus().codecSelector(body -> "any");
        PkceGateway client = PkceGateway.on(host);
        of(host.undeploy(of(host.deployVerticle(gateway()))));
        Set<Object> known = Holdings.codecs(host);

        of(host.deployVerticle(gateway()));

        assertThat(Holdings.codecs(host)).isEqualTo(known).contains(Note.class);
        Note note = new Note("own");
        assertThat(of(host.eventBus().request("program.own", note)).body()).isSameAs(note);
        String state = of(client.challenge(new ChallengeRequest(null))).state();
        assertThatThrownBy(() -> of(client.redirect(new RedirectRequest(state))))
                .as("as long as nobody has seeded it")
                .isInstanceOf(PkceException.class);
    }

    private record NoteCodec(String name) implements MessageCodec<Note, Note> {
        @Override
        public void encodeToWire(Buffer buffer, Note note) {
            buffer.appendString(note.text());
        }

        @Override
        public Note decodeFromWire(int position, Buffer buffer) {
            return new Note(buffer.getString(position, buffer.length()));
        }

        @Override
        public Note transform(Note note) {
            return note;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }
}
