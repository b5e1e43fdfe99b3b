package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code doctor} finds at an authorization server that nobody here wrote, with a gateway that runs. */
@ExtendWith(GatewayExtension.class)
class DoctorIT {
    @AutoClose
    private static OidcProvider provider;

    private static TestGateway gateway;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        provider = OidcProvider.start();
        gateway = gateways.start(config -> provider.behind(config).put("client-id", Login.CLIENT));
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "auto, form_post", "never, query", "never, form_post"})
    void everything_passes(String par, String mode) throws Exception {
        Consultation told = ask(Login.CLIENT, par, mode);

        assertThat(told.exit()).as(told.out()).isZero();
        assertThat(told.remarkable()).as(told.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"auto, query", "never, query", "never, form_post"})
    void a_client_that_it_does_not_know_is_found(String par, String mode) throws Exception {
        Consultation told = ask("stranger", par, mode);

        assertThat(told.exit()).as(told.out()).isEqualTo(1);
        assertThat(told.remarkable().keySet()).containsAnyOf("redirect_uri", "client_auth");
        assertThat(told.out()).contains("providers[0].client-id");
    }

    @Test
    void a_redirect_uri_that_it_does_not_know_is_found() throws Exception {
        JsonObject config = config(Login.CLIENT, "never", "query");
        config.getJsonArray("providers").getJsonObject(0).put("redirect-uris", "http://localhost/elsewhere");

        Consultation told = Consultation.of(directory, config, "--json");

        assertThat(told.remarkable()).as(told.out()).containsOnlyKeys("redirect_uri");
        assertThat(told.finding("redirect_uri").getString("change")).startsWith("at the provider: register");
    }

    @ParameterizedTest
    @CsvSource({"auto", "never"})
    void a_scope_that_its_client_may_not_ask_for_is_found(String par) throws Exception {
        JsonObject config = config(Login.CLIENT, par, "query");
        config.getJsonArray("providers").getJsonObject(0).remove("scope");

        Consultation told = Consultation.of(directory, config, "--json");

        assertThat(told.remarkable()).as(told.out()).containsOnlyKeys("redirect_uri");
        assertThat(told.finding("redirect_uri").getString("detail")).contains("invalid_scope");
        assertThat(told.finding("redirect_uri").getString("change")).startsWith("providers[0].scope: ");
    }

    private Consultation ask(String client, String par, String mode) throws Exception {
        return Consultation.of(directory, config(client, par, mode), "--json");
    }

    private static JsonObject config(String client, String par, String mode) {
        JsonObject config = new JsonObject()
                .put(
                        "http",
                        new JsonObject().put("port", URI.create(gateway.url()).getPort()));
        provider.behind(config)
                .put("client-id", client)
                .put("scope", "openid profile")
                .put("par", par)
                .put("parameters", "response_mode=" + mode);
        return config;
    }
}
