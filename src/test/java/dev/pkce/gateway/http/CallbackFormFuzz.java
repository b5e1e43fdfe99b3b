package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.TestGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.extension.ExtendWith;

/** The form parser is Netty's, so the whole way is taken that a callback takes. */
@ExtendWith(GatewayExtension.class)
class CallbackFormFuzz {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI callback;

    CallbackFormFuzz(TestGateway gateway) {
        this.callback = URI.create(gateway.callback());
    }

    @FuzzTest
    void a_form_of_nobodys_login_is_refused(byte[] form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(callback)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofByteArray(form))
                .build();

        HttpResponse<String> response = send(request);

        assertThat(response.statusCode()).isIn(400, 413);
        assertThat(response.body()).contains("\"error\":\"invalid_request\"");
    }

    /** The test's own call is no forged one. */
    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try (SilentCloseable own = BugDetectors.allowNetworkConnections(
                (host, port) -> host.equals(callback.getHost()) && port == callback.getPort())) {
            assertThat(own).isNotNull();
            return http.send(request, BodyHandlers.ofString());
        }
    }
}
