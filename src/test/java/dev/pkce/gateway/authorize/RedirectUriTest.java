package dev.pkce.gateway.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is sent back to an address that is not configured, letter by letter. */
@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectUriTest {
    private static final String APP = "https://app.example/cb?a=b";
    private static final String DESKTOP = "http://127.0.0.1:8765/cb";
    private static final String MOBILE = "com.example.app:/callback";
    private static final List<String> ANY_PORT = List.of("http://127.0.0.1/native", "http://[::1]/native");

    private TestGateway gateway;

    @BeforeAll
    void start(TestGateways gateways) {
        gateway = gateways.start(config -> config.getJsonArray("providers")
                .getJsonObject(0)
                .put("redirect-uris", JsonArray.of(APP, DESKTOP, MOBILE, ANY_PORT.get(0), ANY_PORT.get(1))));
    }

    private void refused(String uri) {
        Login login = gateway.login();

        gateway.postJson("/pkce/code", login.seed().put("redirect_uri", uri), "Prefer", "respond-async")
                .expectProblem(400, "invalid_request");

        assertThat(Seeds.upstream(gateway, login.state())).isEmpty();
        gateway.postJson("/pkce/code", login.seed().put("redirect_uri", APP), "Prefer", "respond-async")
                .expect(202);
        assertThat(Seeds.asked(gateway, login.state()).query().all("redirect_uri"))
                .containsExactly(APP);
    }

    static Stream<Arguments> almost() {
        return Stream.of(
                Arguments.of(APP, "https://app.example", "https://APP.example"),
                Arguments.of(APP, "https", "HTTPS"),
                Arguments.of(APP, "https", "http"),
                Arguments.of(APP, "example/", "example:443/"),
                Arguments.of(APP, "/cb", "/CB"),
                Arguments.of(APP, "/cb", "/cb/"),
                Arguments.of(APP, "/cb", "//cb"),
                Arguments.of(APP, "/cb", "/%63b"),
                Arguments.of(APP, "$", "&c=d"),
                Arguments.of(APP, "$", "&"),
                Arguments.of(APP, "\\?a=b", ""),
                Arguments.of(APP, "a=b", "a=c"),
                Arguments.of(APP, "app\\.example", "app.example."),
                Arguments.of(APP, "app\\.example", "app.example.evil.example"),
                Arguments.of(APP, "app\\.example", "evil-app.example"),
                Arguments.of(APP, "$", " "),
                Arguments.of(APP, "^", " "),
                Arguments.of(DESKTOP, "8765", "8766"),
                Arguments.of(DESKTOP, ":8765", ""),
                Arguments.of(DESKTOP, "127.0.0.1", "localhost"),
                Arguments.of(DESKTOP, "127.0.0.1", "127.1"),
                Arguments.of(DESKTOP, "$", "/"),
                Arguments.of(DESKTOP, "$", "?"),
                Arguments.of(MOBILE, ":/", "://"),
                Arguments.of(MOBILE, "callback", "Callback"),
                Arguments.of(MOBILE, "com", "org"));
    }

    @ParameterizedTest(name = "H1: {0} with [{2}] for [{1}] is another address")
    @MethodSource("almost")
    void addresses_are_compared_letter_by_letter(String uri, String there, String here) {
        String other = uri.replaceFirst(there, here);
        assertThat(other).isNotEqualTo(uri);

        refused(other);
    }

    @ParameterizedTest(name = "H1: {0}, which is configured, is taken")
    @ValueSource(strings = {APP, DESKTOP, MOBILE})
    void what_is_configured_is_taken(String uri) {
        Login login = gateway.login();

        gateway.postJson("/pkce/code", login.seed().put("redirect_uri", uri), "Prefer", "respond-async")
                .expect(202);

        assertThat(Seeds.asked(gateway, login.state()).query().all("redirect_uri"))
                .containsExactly(uri);
    }

    @ParameterizedTest(name = "F15: {0} is taken, as its address without a port is configured")
    @ValueSource(
            strings = {
                "http://127.0.0.1/native",
                "http://127.0.0.1:1/native",
                "http://127.0.0.1:65535/native",
                "http://[::1]:50000/native"
            })
    void a_program_may_listen_on_any_port_of_a_loopback_address(String uri) {
        what_is_configured_is_taken(uri);
    }

    @ParameterizedTest(name = "F15: {0} is refused")
    @ValueSource(
            strings = {
                "http://localhost:50000/native",
                "https://127.0.0.1:50000/native",
                "http://127.0.0.1:/native",
                "http://127.0.0.1:0/native",
                "http://127.0.0.1:500000/native",
                "http://127.0.0.1:50000/native/",
                "http://127.0.0.1:50000/other",
                "http://127.0.0.1:50000",
                "http://127.0.0.1:50000:1/native",
                "http://127.0.0.1:50000@evil.example/native",
                "http://127.0.0.1:50000.evil.example/native",
                "http://127.0.0.2:50000/native",
                "http://[::2]:50000/native",
                "x-http://127.0.0.1:50000/native"
            })
    void nothing_but_the_port_of_a_loopback_address_may_differ(String uri) {
        refused(uri);
    }

    @ParameterizedTest(name = "H3: nobody is sent to {0}")
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JaVaScRiPt:alert(1)",
                "javascript://app.example/%0aalert(1)",
                "java\tscript:alert(1)",
                "data:text/html,<script>alert(1)</script>",
                "file:///etc/passwd",
                "vbscript:msgbox(1)",
                "blob:https://app.example/1",
                "about:blank",
                "view-source:https://app.example/cb",
                "intent://app.example/#Intent;scheme=http;end",
                "ftp://app.example/cb",
                "ws://app.example/cb",
                "http://app.example/cb?a=b",
                "http://192.0.2.1/cb",
                "com.example.app.evil:/callback"
            })
    void dangerous_schemes_are_refused(String uri) {
        refused(uri);
    }

    @ParameterizedTest(name = "H4: {0} is not the path that it may become")
    @ValueSource(
            strings = {
                "https://app.example/cb/../x",
                "https://app.example/cb/../cb?a=b",
                "https://app.example/./cb?a=b",
                "https://app.example/cb/..;/x",
                "https://app.example/cb;x?a=b",
                "https://app.example/cb/%2e%2e/x",
                "https://app.example/%2e/cb?a=b",
                "https://app.example/cb/%252e%252e/x",
                "https://app.example\\cb?a=b",
                "https://app.example/x\\..\\cb?a=b",
                "https:\\\\app.example/cb?a=b",
                "https://app.example/cb%00?a=b",
                "https://app.example/cb*"
            })
    void paths_are_not_tidied(String uri) {
        refused(uri);
    }

    @ParameterizedTest(name = "H5: {0} has a user in it")
    @ValueSource(
            strings = {
                "http://127.0.0.1@evil.example/cb",
                "http://127.0.0.1:8765@evil.example/cb",
                "http://a@b@127.0.0.1:8765/cb",
                "http://a@127.0.0.1:8765/cb",
                "https://app.example@evil.example/cb?a=b",
                "https://app.example%40evil.example/cb?a=b",
                "https://app.example\\@evil.example/cb?a=b",
                "https://evil.example#@app.example/cb?a=b",
                "https://evil.example?@app.example/cb?a=b",
                "https://:@app.example/cb?a=b"
            })
    void users_are_refused(String uri) {
        refused(uri);
    }

    static List<String> crooked() {
        return List.of(
                APP + "#",
                APP + "#x",
                DESKTOP + "#access_token=a",
                APP + "\r\nX: y",
                APP + "\n",
                APP + "%0d%0aX:%20y",
                APP + "\0",
                APP + "\t",
                APP + "\u2028",
                APP + "&c=" + "d".repeat(2048),
                APP + "d".repeat(5000));
    }

    @ParameterizedTest(name = "H6: a fragment, a line break or 2 KiB are refused ({index})")
    @MethodSource("crooked")
    void crooked_addresses_are_refused(String uri) {
        refused(uri);
    }

    private static final String[][] TRICKS = {
        {
            "", "/", "//", "///", "////", "/\\", "\\\\", "\\/", "/%09/", "/%2f", "/%5c", "/%2f%2f", "//;@", "/.", "/..",
            "./"
        },
        {
            "https:",
            "https:/",
            "https://",
            "https:///",
            "http:",
            "hTTps://",
            "https:\\\\",
            "%68ttps://",
            "//https:",
            "\u0009//"
        },
        {"https://app.example@", "https://app.example%23@", "https://app.example.", "https://app.example/cb?a=b@"},
    };

    static List<String> own() {
        return Stream.of(TRICKS)
                .flatMap(Stream::of)
                .flatMap(prefix -> Stream.of(
                                "evil.example", "evil.example/cb?a=b", "evil.example/%2e%2e", "evil\u3002example")
                        .map(prefix::concat))
                .toList();
    }

    @Test
    @DisplayName("H2: no way to write another host is taken for a configured address")
    void other_hosts_are_refused() {
        own().forEach(this::refused);
    }

    /** Our own, and every list of payloads, one a line, in the directory that the property redirect.payloads names. */
    static Stream<Arguments> lists() throws IOException {
        Stream.Builder<Arguments> lists = Stream.builder();
        lists.add(Arguments.of("our own list", own()));
        String directory = System.getProperty("redirect.payloads");
        if (directory != null) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), "*.txt")) {
                for (Path file : files) {
                    lists.add(Arguments.of(file.getFileName().toString(), Files.readAllLines(file)));
                }
            }
        }
        return lists.build();
    }

    @ParameterizedTest(name = "H2: nothing of {0} is taken for a configured address")
    @MethodSource("lists")
    void known_payloads_are_refused(String name, List<String> payloads) {
        Login login = gateway.login();
        for (String payload : payloads) {
            if (!payload.isEmpty()) {
                gateway.postJson("/pkce/code", login.seed().put("redirect_uri", payload), "Prefer", "respond-async")
                        .expectProblem(400, "invalid_request");
            }
        }
        assertThat(Seeds.upstream(gateway, login.state())).isEmpty();
        refused(payloads.get(1));
    }

    @Test
    @DisplayName("H7: a browser is sent to the provider and nowhere else, and a program to where it waits again")
    void only_the_provider_is_a_location() {
        String evil = "https://evil.example/";
        Login login = gateway.login();
        Reply accepted = gateway.postJson(
                "/pkce/code?redirect_uri=" + evil,
                login.seed().put("redirect_uri", DESKTOP),
                "Prefer",
                "respond-async");
        Reply redirect = gateway.get("/pkce/authorize?redirect_uri=" + evil + "&state=" + login.state());
        List<Reply> others = List.of(
                gateway.get("/pkce/challenge?next=" + evil),
                gateway.get("/pkce/authorize?state=" + evil, "Accept", "text/html"),
                gateway.get("/pkce/response/code?code=a&state=" + evil, "Accept", "text/html"),
                gateway.get("//evil.example/%2f.."),
                login.respond(evil, "Accept", "text/html", "Referer", evil),
                gateway.post("/pkce/clear?state=" + evil));

        assertThat(accepted.expect(202).header("Location")).isEqualTo("/pkce/code?state=" + login.state());
        assertThat(accepted.header("Link"))
                .isEqualTo("<%s>; rel=\"authorization\"".formatted(gateway.authorizeUrl(login.state())));
        assertThat(redirect.expect(302).header("Location"))
                .startsWith(gateway.provider().issuer() + "authorize?");
        assertThat(redirect.header("Location")).doesNotContain("evil.example");
        assertThat(others).allSatisfy(RedirectUriTest::leadsNowhere);
    }

    private static void leadsNowhere(Reply reply) {
        assertThat(reply.headers().map()).doesNotContainKeys("location", "refresh", "link", "content-location");
        assertThat(reply.body())
                .doesNotContainIgnoringCase("http-equiv")
                .doesNotContain("<script", "<a ", "evil.example");
    }
}
