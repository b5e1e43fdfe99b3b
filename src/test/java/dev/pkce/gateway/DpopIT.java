package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.pkce.gateway.demo.Browser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens bound to a program's key, at an authorization server that nobody here wrote and that asks for nonces. */
@ExtendWith(GatewayExtension.class)
class DpopIT {
    @AutoClose
    private static OidcProvider provider;

    private static TestGateway gateway;
    private static String tokenEndpoint;

    private DpopKey key;
    private Program program;

    @BeforeAll
    static void start(TestGateways gateways) throws Exception {
        provider = OidcProvider.start();
        gateway = gateways.start(provider::behind);
        tokenEndpoint = provider.endpoint("token_endpoint");
    }

    @BeforeEach
    void begin() throws JOSEException {
        key = new DpopKey();
        program = new Program(gateway, OidcProvider.BOUND);
    }

    @Test
    @DisplayName("F7: the nonce that the provider asks for reaches the program, whose code is still good then")
    void nonce() throws JOSEException {
        signIn(program.seed());

        Reply asked = program.token("DPoP", proof(key, Map.of())).expectProblem(400, "use_dpop_nonce");

        assertThat(asked.header("DPoP-Nonce")).isNotEmpty();
        program.token("DPoP", proof(key, Map.of("nonce", asked.header("DPoP-Nonce"))))
                .expect(200);
    }

    @Test
    @DisplayName("F7: the tokens are called what they are, and are good with a proof only")
    void bound() throws JOSEException {
        signIn(program.seed());
        String nonce = nonce(key);

        JsonObject token = oauth(program.token("DPoP", proof(key, Map.of("nonce", nonce))));

        assertThat(token.getString("token_type")).isEqualTo("DPoP");
        String access = token.getString("access_token");
        assertThat(userinfo("Bearer " + access).statusCode()).isEqualTo(401);
        String url = provider.endpoint("userinfo_endpoint");
        String proof = key.proof("GET", url, Map.of("nonce", nonce, "ath", DpopKey.hash(access)));
        assertThat(userinfo("DPoP " + access, "DPoP", proof).body()).contains("\"ada\"");
    }

    @Test
    @DisplayName("F7: a refresh token is good with the key that it was given to, and no other")
    void refresh() throws JOSEException {
        JsonArray scope = new JsonArray().add("openid").add("offline_access");
        signIn(program.seed().put("scope", scope).put("prompt", "consent"));
        String nonce = nonce(key);
        String token = Program.refreshToken(program.token("DPoP", proof(key, Map.of("nonce", nonce))));

        program.refresh(token, "DPoP", proof(new DpopKey(), Map.of("nonce", nonce)))
                .expectProblem(400, "invalid_grant");
        JsonObject refreshed = oauth(program.refresh(token, "DPoP", proof(key, Map.of("nonce", nonce))));

        assertThat(refreshed.getString("token_type")).isEqualTo("DPoP");
    }

    @Test
    @DisplayName("F7: a code that was asked for with a key is redeemed with that key, and no other")
    void code_bound_to_the_key() throws JOSEException {
        signIn(program.seed().put("dpop_jkt", key.thumbprint()));
        DpopKey other = new DpopKey();

        program.token("DPoP", proof(other, Map.of("nonce", nonce(other)))).expectProblem(400, "invalid_grant");
    }

    @Test
    @DisplayName("F7: the key that was named in the seed redeems the code")
    void key_of_the_seed() throws JOSEException {
        signIn(program.seed().put("dpop_jkt", key.thumbprint()));

        program.token("DPoP", proof(key, Map.of("nonce", nonce(key)))).expect(200);
    }

    @Test
    @DisplayName("F7: a proof for another address is refused")
    void wrong_proof() throws JOSEException {
        signIn(program.seed());

        program.token("DPoP", key.proof("POST", gateway.url() + "/pkce/token", Map.of()))
                .expectProblem(400, "invalid_dpop_proof");
    }

    @Test
    @DisplayName("F7: a client whose tokens must be bound gets none without a proof")
    void no_proof() {
        signIn(program.seed());

        program.token().expectProblem(400, "invalid_grant");
    }

    private void signIn(JsonObject seed) {
        program.park(seed);
        provider.signIn(program.authorizeUrl());
    }

    /** The nonce that the token endpoint tells to whoever comes without one. */
    private String nonce(DpopKey asking) throws JOSEException {
        return program.token("DPoP", proof(asking, Map.of()))
                .expectProblem(400, "use_dpop_nonce")
                .header("DPoP-Nonce");
    }

    private static String proof(DpopKey key, Map<String, String> more) throws JOSEException {
        return key.proof("POST", tokenEndpoint, more);
    }

    private static JsonObject oauth(Reply tokens) {
        return tokens.expect(200).json("auth0", "oAuth", "token");
    }

    private static HttpResponse<String> userinfo(String authorization, String... headers) {
        return new Browser()
                .get(provider.endpoint("userinfo_endpoint"), Forms.with(headers, "Authorization", authorization));
    }
}
