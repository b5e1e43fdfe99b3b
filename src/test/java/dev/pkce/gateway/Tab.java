package dev.pkce.gateway;

import dev.pkce.gateway.demo.Browser;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What a person has open: a page at a time, reached by links, forms and the redirects after them. */
final class Tab {
    private final Browser browser;
    private HttpResponse<String> page;
    private Map<String, String> submitted = Map.of();

    Tab(String url) {
        this(new Browser(), url);
    }

    /** One of several of a browser, which have its cookies in common. */
    Tab(Browser browser, String url) {
        this.browser = browser;
        page = open(url);
    }

    HttpResponse<String> page() {
        return page;
    }

    /** What the page was reached with: the query of its address, else the form that led to it. */
    Map<String, String> parameters() {
        String query = page.uri().getRawQuery();
        return query == null ? submitted : Forms.query("?" + query);
    }

    boolean isAt(String url) {
        return page.uri().toString().startsWith(url);
    }

    /** Whether the page's form is sent to an address that contains {@code part}. */
    boolean formLeadsTo(String part) {
        Element form = document().selectFirst("form");
        return form != null && form.absUrl("action").contains(part);
    }

    /** Opens another address, with the cookies of before. */
    void goTo(String url) {
        page = open(url);
    }

    /** Follows the link that says {@code text}. */
    void click(String text) {
        Element link = Objects.requireNonNull(document().selectFirst("a:contains(" + text + ")"), page.body());
        page = open(link.absUrl("href"));
    }

    /** Fills in the page's form and sends it. */
    void submit(Map<String, String> filled) {
        Element form = Objects.requireNonNull(document().selectFirst("form"), page.body());
        Map<String, String> fields = new LinkedHashMap<>();
        form.select("input[name]").forEach(input -> fields.put(input.attr("name"), input.attr("value")));
        fields.putAll(filled);
        submitted = fields;
        page = follow(browser.post(form.absUrl("action"), fields, "Accept", "text/html"));
    }

    private HttpResponse<String> open(String url) {
        return follow(browser.get(url, "Accept", "text/html"));
    }

    private HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> at = response;
        while (at.statusCode() == 302 || at.statusCode() == 303) {
            URI next = at.uri().resolve(at.headers().firstValue("Location").orElseThrow());
            at = browser.get(next.toString(), "Accept", "text/html");
        }
        return at;
    }

    private Document document() {
        return Jsoup.parse(page.body(), page.uri().toString());
    }
}
