package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import dev.pkce.gateway.demo.BrokenServer;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.demo.RawAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers whose name or address is no good. */
@ExtendWith(GatewayExtension.class)
class NamesTest {
    private static final String NOBODY = "http://127.0.0.1:1/";
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Vertx vertx = Vertx.vertx();
    private final TestGateways gateways;
    private final DevelopmentProvider provider;
    private NameServer names;

    NamesTest(TestGateways gateways, DevelopmentProvider provider) {
        this.gateways = gateways;
        this.provider = provider;
    }

    @BeforeEach
    void open() throws Exception {
        names = NameServer.start(vertx).await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "Q1: a closed port as {0} is a 502 at once")
    @ValueSource(
            strings = {"issuer", "jwks-uri", "authorize-endpoint", "par-endpoint", "token-endpoint", "revoke-endpoint"})
    void closed_port(String key) {
        TestGateway gateway = gateways.start(section(section -> section.put(key, NOBODY)));
        Exchange exchange = exchange(key);

        BadDay.told(within(SOON, () -> exchange.at(gateway)), 502);

        // The other one of two, for a closed port stays closed.
        gateways.start().login().whole();
    }

    @Test
    @DisplayName("Q1: a provider that starts after the gateway is found by the next login")
    void opened_port() throws Exception {
        DevelopmentProvider late = DevelopmentProvider.start(vertx, 0).await(20, TimeUnit.SECONDS);
        int port = late.port();
        late.stop().await(20, TimeUnit.SECONDS);
        TestGateway gateway = gateways.start(section(section -> section.put("issuer", late.issuer())));
        Login login = gateway.login();
        BadDay.told(login.park().join(), 502);

        DevelopmentProvider.start(vertx, port).await(20, TimeUnit.SECONDS).autoApprove(true);

        login.park().join().expect(200);
    }

    @ParameterizedTest(
            name = "Q1: a name server that answers {0} is a 502 soon, and the name is found once it knows it")
    @ValueSource(ints = {NameServer.NXDOMAIN, NameServer.SERVFAIL})
    void no_such_name(int code, @TempDir Path directory) throws Exception {
        Authority authority = new Authority();
        TlsFront front = TlsFront.start(vertx, "127.0.0.1", 0, authority.issue("signin.example"), provider.port())
                .await(20, TimeUnit.SECONDS);
        String file = authority.file(directory);
        names.fail(code);
        TestGateway gateway =
                gateways.start(names.options(), section(section -> front.serves(section, "signin.example", file)));
        Login login = gateway.login();

        BadDay.told(within(SOON, () -> login.park().join()), 502);
        assertThat(names.asked()).isPositive();

        names.resolve("127.0.0.1");
        login.token(login.approved()).expect(200);
    }

    @ParameterizedTest(name = "Q19: a provider whose first address is {0}, which is dead, is reached at another")
    @ValueSource(strings = {"127.0.0.9", "255.255.255.255"})
    void first_address_dead(String address) {
        AddressResolverOptions first =
                new AddressResolverOptions().setHostsValue(Buffer.buffer(address + " localhost"));
        TestGateway gateway = gateways.start(
                new VertxOptions().setAddressResolverOptions(first),
                config -> config.getJsonObject("http").put("host", "127.0.0.1"));

        Login login = gateway.login();
        login.token(login.approved()).expect(200);

        assertThat(provider.recorder().count("/oauth/token")).isEqualTo(1);
    }

    @Test
    @DisplayName("G12: what is behind a provider's name shows in nothing but whether it answers in time")
    void no_oracle() throws Exception {
        BrokenServer open = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
        BrokenServer page = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
        BrokenServer slow = BrokenServer.start(vertx).await(20, TimeUnit.SECONDS);
        open.answer(RawAnswer.bytes("SSH-2.0-" + BadDay.CANARY + "\r\n"));
        page.answer(RawAnswer.bytes("HTTP/1.1 404 " + BadDay.CANARY + "\r\nContent-Length: 0\r\n\r\n"));
        names.fail(NameServer.NXDOMAIN);
        List<String> issuers = List.of(open.url(), page.url(), NOBODY, "https://signin.example/", slow.url());
        TestGateway gateway = gateways.start(names.options(), config -> config.put("providers", sections(issuers)));

        List<Reply> replies = issuers.stream()
                .map(issuer ->
                        gateway.postJson("/pkce/code", gateway.login().seed().put("domain", issuer)))
                .toList();

        replies.subList(0, 4).forEach(reply -> BadDay.told(reply, 502));
        assertThat(replies.subList(0, 4))
                .extracting(Reply::body)
                .containsOnly(replies.get(0).body());
        assertThat(replies.subList(0, 4)).extracting(NamesTest::fields).containsOnly(fields(replies.get(0)));
        BadDay.told(replies.get(4), 504);
        assertThat(fields(replies.get(4))).isEqualTo(fields(replies.get(0)));
    }

    private static JsonArray sections(List<String> issuers) {
        JsonArray sections = new JsonArray();
        issuers.forEach(issuer -> sections.add(new JsonObject()
                .put("name", "p" + sections.size())
                .put("issuer", issuer)
                .put("timeout", "1s")));
        return sections;
    }

    private static List<String> fields(Reply reply) {
        return reply.headers().map().keySet().stream().sorted().toList();
    }

    private static Consumer<JsonObject> section(Consumer<JsonObject> change) {
        return config -> change.accept(config.getJsonArray("providers").getJsonObject(0));
    }

    private static Exchange exchange(String key) {
        return switch (key) {
            case "issuer" -> Exchange.DISCOVERY;
            case "jwks-uri" -> Exchange.JWKS;
            case "authorize-endpoint" -> Exchange.AUTHORIZE;
            case "par-endpoint" -> Exchange.PUSH;
            case "token-endpoint" -> Exchange.TOKEN;
            default -> Exchange.REVOKE;
        };
    }

    private static Reply within(Duration longest, Supplier<Reply> call) {
        long began = System.nanoTime();
        Reply reply = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(longest);
        return reply;
    }
}
