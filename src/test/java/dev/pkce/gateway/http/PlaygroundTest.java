package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.TestGateways;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaygroundTest {
    private TestGateway usual;
    private TestGateway open;

    @BeforeAll
    void start(TestGateway gateway, TestGateways gateways) {
        usual = gateway;
        open = gateways.start(config -> {
            config.getJsonObject("http").put("playground", true);
            JsonObject provider = config.getJsonArray("providers").getJsonObject(0);
            provider.put("name", "<b>one</b>").put("client-id", "\"><script>");
        });
    }

    @Test
    void nothing_of_it_is_there_unless_it_is_wanted() {
        assertThat(Playground.allowed()).containsKeys("/", "/playground/page.js", "/reference");
        assertThat(Playground.allowed().keySet())
                .allSatisfy(path -> usual.get(path).expectProblem(404, "invalid_request"));
    }

    @Test
    void each_path_takes_get_alone() {
        assertThat(Playground.allowed().keySet()).allSatisfy(path -> {
            open.get(path).expect(200);
            assertThat(open.post(path).expectProblem(405, "invalid_request").header("Allow"))
                    .isEqualTo("GET");
            open.get(path + "x").expectProblem(404, "invalid_request");
        });
    }

    @Test
    void other_sites_get_none_of_it() {
        assertThat(Playground.allowed().keySet()).allSatisfy(path -> {
            open.get(path, "Sec-Fetch-Site", "cross-site").expectProblem(403, "access_denied");
            open.get(path, "Origin", "https://evil.example").expectProblem(403, "access_denied");
            open.get(path, "Host", "evil.example").expectProblem(403, "access_denied");
            Reply own = open.get(path).expect(200);
            assertThat(own.headers().map()).doesNotContainKey("access-control-allow-origin");
            assertThat(own.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        });
    }

    @Test
    void its_pages_load_and_run_their_own_files_only() {
        for (String path : new String[] {"/", "/reference"}) {
            Reply page = open.get(path).expect(200);
            assertThat(page.header("Content-Security-Policy"))
                    .contains(
                            "default-src 'none'", "script-src 'self';", "connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http", "*");
            assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(Pattern.compile("(src|href)=\"[^\"]*//")
                            .matcher(page.body())
                            .find())
                    .isFalse();
        }
        assertThat(open.get("/").header("Content-Security-Policy")).contains("require-trusted-types-for 'script'");
    }

    @Test
    void what_is_configured_does_not_become_markup() {
        assertThat(open.get("/").expect(200).body())
                .contains("&lt;b&gt;one", "data-client=\"&quot;&gt;&lt;script&gt;\"")
                .doesNotContain("<b>one");
    }
}
