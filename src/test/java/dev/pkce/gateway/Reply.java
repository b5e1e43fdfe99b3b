package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;

/** What the gateway answered. */
public record Reply(int status, HttpHeaders headers, String body) {
    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    /** A field of the header; empty if it is not there. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public JsonObject json() {
        return new JsonObject(body);
    }

    public JsonObject json(String... path) {
        JsonObject at = json();
        for (String member : path) {
            at = at.getJsonObject(member);
        }
        return at;
    }

    /** Fails unless it is a well-formed problem with this status and OAuth error (RFC 9457). */
    public Reply expectProblem(int status, String error) {
        assertThat(this.status).as(body).isEqualTo(status);
        assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(json().fieldNames()).containsExactlyInAnyOrder("type", "title", "status", "detail", "error");
        assertThat(json().getInteger("status")).isEqualTo(status);
        assertThat(json().getString("error")).isEqualTo(error);
        return this;
    }

    public Reply expect(int status) {
        assertThat(this.status).as(body).isEqualTo(status);
        return this;
    }
}
