package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.flow.Kept;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GatewayExtension.class)
class MethodsTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO");
    private static final Map<String, String> ALLOWED = new TreeMap<>(Map.of(
            "/pkce/challenge", "GET",
            "/pkce/code", "GET, POST",
            "/pkce/response/code", "GET, POST",
            "/pkce/token", "POST",
            "/pkce/clear", "POST",
            "/pkce/authorize", "GET",
            "/pkce/revoke", "POST"));

    private final TestGateway gateway;

    MethodsTest(TestGateway gateway) {
        this.gateway = gateway;
    }

    static Stream<Arguments> notAllowed() {
        return ALLOWED.entrySet().stream()
                .flatMap(path -> METHODS.stream()
                        .filter(method ->
                                !Arrays.asList(path.getValue().split(", ", -1)).contains(method))
                        .map(method -> Arguments.of(method, path.getKey(), path.getValue())));
    }

    @ParameterizedTest(name = "N1: {0} {1} is a problem 405 that allows {2}")
    @MethodSource("notAllowed")
    void a_method_that_a_path_does_not_take_is_named_with_those_it_takes(String method, String path, String allowed) {
        Reply reply = gateway.send(method, path, "").join().expect(405);

        assertThat(reply.headers().allValues("Allow")).containsExactly(allowed);
        if (method.equals("HEAD")) {
            assertThat(reply.body()).isEmpty();
        } else {
            reply.expectProblem(405, "invalid_request");
        }
        assertThat(flows()).isZero();
    }

    @Test
    @DisplayName("N1: GET is a route of its own where a lost answer is asked for again and where a callback may arrive")
    void both_addresses_of_a_code_take_get() {
        gateway.get("/pkce/code").expectProblem(400, "invalid_request");
        gateway.get("/pkce/response/code").expectProblem(400, "invalid_request");
    }

    @ParameterizedTest(name = "N4: nothing is at {0}")
    @ValueSource(
            strings = {
                "/pkce",
                "/pkce/",
                "/pkce/challenges",
                "/pkce/code/1",
                "/pkce/response",
                "/oauth/token",
                "/authorize",
                "/health/live",
                "/metrics",
                "/favicon.ico",
                "/index.html"
            })
    void an_unknown_path_is_a_problem(String path) {
        gateway.get(path).expectProblem(404, "invalid_request");
        gateway.get(path, "Accept", "text/html").expectProblem(404, "invalid_request");
        gateway.post(path).expectProblem(404, "invalid_request");
    }

    private int flows() {
        return Kept.flows(gateway.vertx()).size();
    }
}
