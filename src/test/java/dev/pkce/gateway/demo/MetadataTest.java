package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ProviderExtension.class)
class MetadataTest {
    private static final String OPENID = ".well-known/openid-configuration";
    private static final String OAUTH = ".well-known/oauth-authorization-server";

    private final DevelopmentProvider provider;
    private final Client client;

    MetadataTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
    }

    @AfterEach
    void reset() {
        provider.reset();
    }

    @Test
    void they_are_the_same_under_both_names() {
        assertThat(client.browser.getJson(client.at(OAUTH))).isEqualTo(client.browser.getJson(client.at(OPENID)));
    }

    @Test
    void they_may_be_under_one_name_only() {
        provider.metadataAt(MetadataDocument.OAUTH_AUTHORIZATION_SERVER);
        assertThat(status(OPENID)).isEqualTo(404);
        assertThat(status(OAUTH)).isEqualTo(200);
        provider.metadataAt(MetadataDocument.OPENID_CONFIGURATION);
        assertThat(status(OPENID)).isEqualTo(200);
        assertThat(status(OAUTH)).isEqualTo(404);
    }

    @Test
    @DisplayName("F14: any member may be wrong or missing")
    void they_can_be_changed() {
        provider.metadata(
                metadata -> metadata.put("issuer", "https://another.example/").remove("jwks_uri"));
        for (String path : List.of(OPENID, OAUTH)) {
            JsonObject metadata = client.browser.getJson(client.at(path));
            assertThat(metadata.getString("issuer")).isEqualTo("https://another.example/");
            assertThat(metadata.containsKey("jwks_uri")).isFalse();
        }
        provider.metadata(metadata -> {});
        assertThat(client.browser.getJson(client.at(OPENID)).getString("issuer"))
                .isEqualTo(provider.issuer());
    }

    @Test
    @DisplayName("E24: other entries are published among the good ones")
    void keys_can_be_published_beside_the_one_that_signs() {
        JsonObject bad = new JsonObject().put("kty", "RSA").put("n", 5);
        JsonObject other =
                new JsonObject(SigningKeys.otherAlgorithm().toPublicJWK().toJSONObject());
        provider.publish(bad, other);
        List<Object> keys = keys();
        assertThat(keys).hasSize(3).startsWith(bad, other);
        provider.publish();
        assertThat(keys()).hasSize(1).doesNotContain(bad, other);
    }

    @Test
    void they_list_the_algorithms_of_proofs() {
        assertThat(client.browser
                        .getJson(client.at(".well-known/openid-configuration"))
                        .getJsonArray("dpop_signing_alg_values_supported"))
                .containsExactly("ES256", "RS256");
    }

    private List<Object> keys() {
        return client.browser.getJson(client.at(".well-known/jwks.json")).getJsonArray("keys").stream()
                .toList();
    }

    private int status(String path) {
        return client.browser.get(client.at(path)).statusCode();
    }
}
