package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.demo.Browser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Somebody with a browser, who follows the gateway's link, logs in at the provider, and is brought back. */
public final class Person {
    private final Browser browser = new Browser();
    private final TestGateway gateway;
    private Map<String, String> submitted = Map.of();

    public Person(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** Approves; the code that the provider sent to the callback. */
    public String signIn(String state) {
        HttpResponse<String> answer = act(state, "approve");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        String query = answer.uri().getRawQuery();
        return (query == null ? submitted : Forms.query("?" + query)).getOrDefault("code", "");
    }

    /** Logs in or denies; what the callback showed, whichever way the provider sent the answer. */
    public HttpResponse<String> act(String state, String action) {
        HttpResponse<String> page = follow(
                browser.get(gateway.url() + "/pkce/authorize?state=" + Forms.encode(state), "Accept", "text/html"));
        HttpResponse<String> answer = follow(submit(page, Map.of("username", "ada", "action", action)));
        // response_mode=form_post: the provider's page posts itself to the callback.
        return answer.uri().toString().startsWith(gateway.url()) ? answer : submit(answer, Map.of());
    }

    private HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> at = response;
        while (at.statusCode() == 302 || at.statusCode() == 303) {
            URI next = at.uri().resolve(at.headers().firstValue("Location").orElseThrow());
            at = browser.get(next.toString(), "Accept", "text/html");
        }
        return at;
    }

    private HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> filled) {
        Document document = Jsoup.parse(page.body(), page.uri().toString());
        Element form = Objects.requireNonNull(document.selectFirst("form"), page.body());
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input[name]").forEach(input -> fields.put(input.attr("name"), input.attr("value")));
        fields.putAll(filled);
        submitted = fields;
        return browser.post(form.absUrl("action"), fields, "Accept", "text/html");
    }
}
