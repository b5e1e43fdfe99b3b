package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(ProviderExtension.class)
class ClientAssertionTest {
    private static final String ID = "key-client";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final RSAKey KEY = SigningKeys.newRsa();

    private final DevelopmentProvider provider;
    private final Client client;

    ClientAssertionTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.autoApprove(true)
                .keyClient(ID, new JsonObject(KEY.toPublicJWK().toJSONObject()));
    }

    @Test
    void a_client_authenticates_with_an_assertion() {
        assertThat(redeem(sign(KEY, claims -> {})).statusCode()).isEqualTo(200);
        assertThat(redeem(sign(KEY, claims -> claims.audience(client.at("oauth/token"))))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_assertion_alone_says_which_client() {
        Map<String, String> form = form(client.code("client_id", ID), sign(KEY, claims -> {}));
        form.remove("client_id");
        assertThat(client.token(form).statusCode()).isEqualTo(200);
        form.put("client_id", Client.ID);
        assertRefused(client.token(form));
    }

    static Stream<Arguments> faults() {
        Instant now = Instant.now();
        return Stream.of(
                fault("iss", claims -> claims.issuer("another")),
                fault("sub", claims -> claims.subject("another")),
                fault("no sub", claims -> claims.subject(null)),
                fault("aud", claims -> claims.audience("https://another.example/")),
                fault("no aud", claims -> claims.audience((String) null)),
                fault("over", claims -> claims.expirationTime(Date.from(now.minusSeconds(1)))),
                fault("too long", claims -> claims.expirationTime(Date.from(now.plusSeconds(3600)))),
                fault("no exp", claims -> claims.expirationTime(null)),
                fault("no jti", claims -> claims.jwtID(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void a_bad_assertion_is_refused(String fault, Consumer<JWTClaimsSet.Builder> bend) {
        assertRefused(redeem(sign(KEY, bend)));
    }

    @Test
    void an_assertion_that_is_none_or_signed_by_another_is_refused() {
        assertRefused(redeem("no JWT"));
        assertRefused(redeem(sign(SigningKeys.foreignRsa(), claims -> {})));
    }

    @Test
    void an_assertion_works_once() {
        String assertion = sign(KEY, claims -> {});
        assertThat(redeem(assertion).statusCode()).isEqualTo(200);
        assertRefused(redeem(assertion));
    }

    @Test
    void a_client_with_a_key_cannot_do_without() {
        Map<String, String> form = client.redemption("any", "client_id", ID);
        assertRefused(client.token(form));
        form.put("client_secret", "a secret");
        assertRefused(client.token(form));
    }

    @Test
    void a_client_authenticates_in_one_way_only() {
        Map<String, String> form = form("any", sign(KEY, claims -> {}));
        form.put("client_secret", "a secret");
        assertThat(Client.json(client.token(form)).getString("error")).isEqualTo("invalid_request");
        form.remove("client_secret");
        form.put("client_assertion_type", "urn:another");
        assertThat(Client.json(client.token(form)).getString("error")).isEqualTo("invalid_request");
    }

    @Test
    void a_pushed_request_and_a_revocation_take_assertions_for_themselves() {
        provider.par(Par.OFFERED);
        Map<String, String> push = client.authorization("client_id", ID);
        push.putAll(assertion(sign(KEY, claims -> claims.audience(client.at("oauth/par")))));
        assertThat(client.browser.post(client.at("oauth/par"), push).statusCode())
                .isEqualTo(201);
        provider.par(Par.NONE);
        Map<String, String> revocation = assertion(sign(KEY, claims -> {}));
        assertThat(client.browser.post(client.at("oauth/revoke"), revocation).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_private_key_is_not_taken_for_registration() {
        for (JsonObject jwk : new JsonObject[] {new JsonObject(KEY.toJSONObject()), new JsonObject()}) {
            assertThatThrownBy(() -> provider.keyClient("x", jwk)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void the_metadata_list_the_method() {
        JsonObject metadata = client.browser.getJson(client.at(".well-known/openid-configuration"));
        assertThat(metadata.getJsonArray("token_endpoint_auth_methods_supported"))
                .contains("private_key_jwt");
        assertThat(metadata.getJsonArray("token_endpoint_auth_signing_alg_values_supported"))
                .contains("RS256", "ES256");
    }

    private HttpResponse<String> redeem(String assertion) {
        return client.token(form(client.code("client_id", ID), assertion));
    }

    private Map<String, String> form(String code, String assertion) {
        Map<String, String> form = client.redemption(code, "client_id", ID);
        form.putAll(assertion(assertion));
        return form;
    }

    private static Map<String, String> assertion(String assertion) {
        return Map.of("client_assertion_type", TYPE, "client_assertion", assertion);
    }

    private String sign(RSAKey key, Consumer<JWTClaimsSet.Builder> bend) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ID)
                .subject(ID)
                .audience(provider.issuer())
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .jwtID(Crypto.random());
        bend.accept(claims);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    private static Arguments fault(String name, Consumer<JWTClaimsSet.Builder> bend) {
        return Arguments.of(name, bend);
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Client.json(answer).getString("error")).isEqualTo("invalid_client");
    }
}
