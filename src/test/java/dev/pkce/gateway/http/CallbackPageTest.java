package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.Forms;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that people see: fixed, and with nothing in them that came from anywhere. */
@ExtendWith(GatewayExtension.class)
class CallbackPageTest {
    private static final String CALLBACK = "/pkce/response/code";
    private static final List<String> MARKUP = List.of(
            "<script>alert('canary')</script>",
            "\"onload=alert('canary')",
            "</title><script>canary</script>",
            "</style><img src=x onerror=canary>",
            "{{7*7}}canary",
            "${7*7}canary",
            "{title}canary{text}",
            "+ADw-script+AD4-canary",
            "canary\0",
            "javascript:canary",
            "&lt;canary&gt;",
            "\u202ecanary");

    private final TestGateway gateway;

    CallbackPageTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    private Reply page(Map<String, String> form) {
        Reply reply = gateway.postForm(CALLBACK, form, "Accept", "text/html");
        assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        return reply;
    }

    private Reply signedIn(Login login) {
        return page(Map.of("code", "code-" + login.state(), "state", login.state()))
                .expect(200);
    }

    private Reply denied(Map<String, String> more) {
        Login login = gateway.login().seeded();
        Map<String, String> form = new HashMap<>(more);
        form.putIfAbsent("error", "access_denied");
        form.put("state", login.state());
        return page(form).expect(400);
    }

    static Stream<Arguments> injected() {
        return Stream.of("code", "state", "error", "error_description", "error_uri", "schema", "iss")
                .flatMap(name -> MARKUP.stream().map(markup -> Arguments.of(name, markup)));
    }

    @ParameterizedTest(name = "J1: {1} in {0} is in no page")
    @MethodSource("injected")
    void markup_is_in_no_page(String name, String markup) {
        String unknown = page(Map.of("code", "a", "state", "N".repeat(43))).body();
        String refused = denied(Map.of()).body();
        String failed = page(Map.of()).body();
        Map<String, String> harmless = Map.of("code", "a", "state", "N".repeat(43));
        Map<String, String> spoilt = new HashMap<>(harmless);
        spoilt.put(name, markup);

        List<Reply> pages = List.of(
                page(spoilt),
                page(Map.of(name, markup)),
                gateway.get(CALLBACK + "?" + Forms.encode(spoilt), "Accept", "text/html"),
                gateway.get("/pkce/authorize?" + Forms.encode(Map.of(name, markup)), "Accept", "text/html"));

        assertThat(pages).allSatisfy(page -> assertThat(page.body()).isIn(unknown, failed, refused));
        // Not the fields' own text, which holds an identity hash: any digits.
        assertThat(pages)
                .allSatisfy(
                        page -> assertThat(page.headers().map() + page.body()).doesNotContain("canary", "49"));
    }

    @ParameterizedTest(name = "J1: a refusal with {0} in it looks like any other")
    @ValueSource(strings = {"<script>canary</script>", "\"><img src=x onerror=canary>", "</title>canary"})
    void refusals_look_alike(String markup) {
        Reply plain = denied(Map.of());

        assertThat(denied(Map.of("error_description", markup)).body()).isEqualTo(plain.body());
        assertThat(denied(Map.of("error_uri", markup)).body()).isEqualTo(plain.body());
        assertThat(denied(Map.of("error", markup)).body()).doesNotContain("canary");
    }

    @Test
    @DisplayName("J2: all that succeed see one page, and so do all that are refused or too late")
    void one_page_an_outcome() {
        for (int i = 0; i < 20; i++) {
            Login login = gateway.login().seeded();
            Reply page = signedIn(login);
            assertThat(page.body()).isEqualTo(signedIn(gateway.login().seeded()).body());
            assertThat(page.toString()).doesNotContain(login.state(), "code-");
            assertThat(denied(Map.of()).body()).isEqualTo(denied(Map.of()).body());
            assertThat(page(Map.of("code", "a" + i, "state", "unknown-" + i)).body())
                    .isEqualTo(page(Map.of("code", "b", "state", login.state())).body());
        }
    }

    private List<Reply> pages() {
        return List.of(
                signedIn(gateway.login().seeded()),
                denied(Map.of()),
                page(Map.of("code", "a", "state", "unknown")),
                page(Map.of()),
                gateway.get("/pkce/authorize?state=unknown", "Accept", "text/html"));
    }

    @Test
    @DisplayName("J3: the policy of every page allows its own style by its hash, and nothing else")
    void the_policy_is_strict() throws Exception {
        for (Reply page : pages()) {
            String style = Jsoup.parse(page.body()).expectFirst("style").data();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            assertThat(page.header("Content-Security-Policy").split("; "))
                    .containsExactlyInAnyOrder(
                            "default-src 'none'",
                            "style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'",
                            "frame-ancestors 'none'",
                            "base-uri 'none'",
                            "form-action 'none'");
        }
    }

    @Test
    @DisplayName("J4, J5: no page is framed, sniffed or shared with a window of another site")
    void pages_are_by_themselves() {
        assertThat(pages()).allSatisfy(page -> {
            assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
            assertThat(page.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
            assertThat(page.headers().allValues("Permissions-Policy")).containsExactly("");
        });
    }

    @Test
    @DisplayName("J6, I7: no page has a script, or loads or leads to anything")
    void pages_do_nothing() {
        assertThat(pages()).allSatisfy(CallbackPageTest::still);
    }

    private static void still(Reply page) {
        Document document = Jsoup.parse(page.body());
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(document.select(
                        "script, link, img, iframe, object, embed, base, form, a, svg, [src], [href], [style]"))
                .isEmpty();
        assertThat(document.select("meta[http-equiv]")).isEmpty();
        assertThat(page.body()).doesNotContain("url(", "@import", "postMessage", "opener", "http:", "https:");
    }

    @ParameterizedTest(name = "J7: {0}, opened in a browser with markup, is JSON and nothing else")
    @ValueSource(
            strings = {
                "/pkce/challenge?x={markup}",
                "/pkce/code?state={markup}",
                "/pkce/token?x={markup}",
                "/pkce/clear?state={markup}",
                "/pkce/revoke?x={markup}",
                "/{markup}",
                "/pkce/challenge/{markup}"
            })
    void json_is_never_rendered(String path) {
        for (String markup : MARKUP) {
            String url = path.replace("{markup}", Forms.encode(markup));
            Reply reply = gateway.get(url, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertThat(reply.header("Content-Type")).isIn("application/json", "application/problem+json");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(reply.body()).doesNotContain("canary", "<");
        }
    }

    @Test
    @DisplayName("J7: what a program sent with markup comes back as JSON")
    void what_is_echoed_is_json() {
        Login login = gateway.login();

        Reply reply = gateway.postJson(
                "/pkce/code",
                login.seed().put("organization", MARKUP.get(0)),
                "Prefer",
                "respond-async",
                "Accept",
                "text/html");

        assertThat(reply.expect(202).header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    @DisplayName("J8: the same callback again shows the same page, and another code for that state does not")
    void a_page_may_be_loaded_again() {
        Login login = gateway.login().seeded();
        Reply first = signedIn(login);

        Reply again = signedIn(login);
        Reply other = page(Map.of("code", "another", "state", login.state()));

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(400);
        assertThat(gateway.get("/pkce/code?state=" + login.state())
                        .expect(200)
                        .json("result")
                        .getString("code"))
                .isEqualTo("code-" + login.state());
    }
}
