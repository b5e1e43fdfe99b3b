package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;

/** Somebody with a browser, who follows the gateway's link, logs in at the provider, and is brought back. */
public final class Person {
    private final TestGateway gateway;

    public Person(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** Approves; the code that the provider sent to the callback. */
    public String signIn(String state) {
        Tab tab = tab(state, "approve");
        assertThat(tab.page().statusCode()).as(tab.page().body()).isEqualTo(200);
        return tab.parameters().getOrDefault("code", "");
    }

    /** Logs in or denies; what the callback showed, whichever way the provider sent the answer. */
    public HttpResponse<String> act(String state, String action) {
        return tab(state, action).page();
    }

    private Tab tab(String state, String action) {
        Tab tab = new Tab(gateway.authorizeUrl(state));
        tab.submit(Map.of("username", "ada", "action", action));
        if (!tab.isAt(gateway.url())) {
            // response_mode=form_post: the provider's page posts itself to the callback.
            tab.submit(Map.of());
        }
        return tab;
    }
}
