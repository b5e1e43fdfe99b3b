package dev.pkce.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.demo.Browser;
import java.net.http.HttpResponse;

/** Prometheus, as the gateway sees it. */
public final class Scrape {
    /** What Prometheus sends. */
    static final String ACCEPT =
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    private Scrape() {}

    static OpenMetrics of(TestGateway gateway) {
        HttpResponse<String> answer = answer(gateway, "Accept", ACCEPT);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        return OpenMetrics.parse(answer.body());
    }

    /** How many callers wait for people. */
    public static double waiting(TestGateway gateway) {
        return of(gateway).value("pkce_callers_waiting");
    }

    /** How many connections the gateway has. */
    public static double connections(TestGateway gateway) {
        return of(gateway).value("pkce_connections");
    }

    static HttpResponse<String> answer(TestGateway gateway, String... headers) {
        String url = "http://127.0.0.1:" + gateway.gateway().managementPort() + "/metrics";
        return new Browser().get(url, headers);
    }
}
