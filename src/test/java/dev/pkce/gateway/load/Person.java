package dev.pkce.gateway.load;

import static dev.pkce.gateway.load.Unexpected.require;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientSession;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody with a new browser of their own, who signs in at the development provider without a moment's thought. */
final class Person {
    // A parser of HTML would cost more than what is measured.
    private static final Pattern LOGIN = Pattern.compile("name=\"login\" value=\"([^\"]+)\"");

    /** A login page, and where its form goes. */
    record Page(String action, String login) {}

    private final WebClientSession browser;
    private final String gateway;
    private final String state;

    Person(WebClient client, String gateway, String state) {
        this.browser = WebClientSession.create(client);
        this.gateway = gateway;
        this.state = state;
    }

    /** The address of the provider that the gateway sends the person to. */
    Future<String> authorize() {
        return get(gateway + "/pkce/authorize?state=" + state)
                .send()
                .map(answer -> require(answer, 302, "authorize").getHeader("Location"));
    }

    Future<Page> open(String provider) {
        return get(provider).send().map(answer -> {
            Matcher field = LOGIN.matcher(require(answer, 200, "login page").bodyAsString());
            require(field.find(), "login page: no form");
            return new Page(URI.create(provider).resolve("/login").toString(), field.group(1));
        });
    }

    /** The callback address that the provider sends the person to. */
    Future<String> submit(Page page) {
        MultiMap form = MultiMap.caseInsensitiveMultiMap()
                .set("login", page.login())
                .set("username", "ada")
                .set("action", "approve");
        return browser.postAbs(page.action())
                .timeout(Program.TIMEOUT_MILLIS)
                .followRedirects(false)
                .sendForm(form)
                .map(answer -> require(answer, 303, "login form").getHeader("Location"));
    }

    /** The code that came to the gateway by way of this browser. */
    Future<String> comeBack(String callback) {
        QueryStringDecoder query = new QueryStringDecoder(callback);
        require(query.path().equals(gateway + "/pkce/response/code"), "callback: another address");
        require(List.of(state).equals(query.parameters().get("state")), "callback: another state");
        return get(callback)
                .send()
                .map(answer -> requirePage(require(answer, 200, "callback")))
                .map(shown -> query.parameters().get("code").get(0));
    }

    private static HttpResponse<Buffer> requirePage(HttpResponse<Buffer> answer) {
        require(String.valueOf(answer.getHeader("Content-Type")).startsWith("text/html"), "callback: no page");
        return answer;
    }

    private HttpRequest<Buffer> get(String url) {
        return browser.getAbs(url)
                .putHeader("Accept", "text/html")
                .timeout(Program.TIMEOUT_MILLIS)
                .followRedirects(false);
    }
}
