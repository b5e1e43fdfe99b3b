package dev.pkce.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("F7: DPoP")
@ExtendWith(ProviderExtension.class)
class DpopTest {
    private static final ECKey KEY = newKey();
    private static final ECKey OTHER_KEY = newKey();
    private static final String OFFLINE = "openid offline_access";
    private static final String SECRET = "a secret";

    private final DevelopmentProvider provider;
    private final Client client;

    DpopTest(DevelopmentProvider provider) {
        this.provider = provider;
        this.client = new Client(provider);
        provider.confidentialClient("confidential", SECRET).autoApprove(true);
    }

    @BeforeEach
    @AfterEach
    void without_nonce() {
        provider.dpopNonce(false).par(Par.NONE);
    }

    @Test
    void a_token_for_a_proof_is_bound_to_its_key() {
        HttpResponse<String> answer = redeem(client.code(), proof(KEY));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("DPoP-Nonce")).isEmpty();
        JsonObject tokens = Client.json(answer);
        assertThat(tokens.getString("token_type")).isEqualTo("DPoP");
        String token = tokens.getString("access_token");
        assertThat(client.userInfoStatus(token)).isEqualTo(401);
        assertThat(userInfo(token, KEY)).isEqualTo(200);
        assertThat(userInfo(token, OTHER_KEY)).isEqualTo(401);
    }

    @Test
    void a_key_may_be_rsa() {
        assertThat(redeem(client.code(), proof(SigningKeys.foreignRsa())).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_bearer_token_is_not_taken_with_a_proof() {
        String token = Client.json(client.redeem(client.code())).getString("access_token");
        assertThat(userInfo(token, KEY)).isEqualTo(401);
    }

    static Stream<Arguments> badProofs() {
        JsonObject privateKey = new JsonObject(KEY.toJSONObject());
        long now = Instant.now().getEpochSecond();
        return Stream.of(
                Arguments.of("no JWT", (Consumer<Proof>) proof -> proof.header("typ", 5)),
                Arguments.of("typ", (Consumer<Proof>) proof -> proof.header("typ", "jwt")),
                Arguments.of("alg not on the list", (Consumer<Proof>) proof -> proof.header("alg", "ES384")),
                Arguments.of("alg of another kind of key", (Consumer<Proof>) proof -> proof.header("alg", "RS256")),
                Arguments.of("alg none", (Consumer<Proof>) proof -> proof.header("alg", "none")),
                Arguments.of("private key", (Consumer<Proof>) proof -> proof.header("jwk", privateKey)),
                Arguments.of("no key", (Consumer<Proof>) proof -> proof.header("jwk", null)),
                Arguments.of("signature", (Consumer<Proof>) proof -> proof.signedBy(OTHER_KEY)),
                Arguments.of("htm", (Consumer<Proof>) proof -> proof.claim("htm", "GET")),
                Arguments.of("no htm", (Consumer<Proof>) proof -> proof.without("htm")),
                Arguments.of("htu", (Consumer<Proof>) proof -> proof.claim("htu", "http://localhost/oauth/token")),
                Arguments.of("no htu", (Consumer<Proof>) proof -> proof.without("htu")),
                Arguments.of("old iat", (Consumer<Proof>) proof -> proof.claim("iat", now - 120)),
                Arguments.of("future iat", (Consumer<Proof>) proof -> proof.claim("iat", now + 120)),
                Arguments.of("no iat", (Consumer<Proof>) proof -> proof.without("iat")),
                Arguments.of("iat no number", (Consumer<Proof>) proof -> proof.claim("iat", "now")),
                Arguments.of("no jti", (Consumer<Proof>) proof -> proof.without("jti")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badProofs")
    void a_bad_proof_is_refused_and_the_code_still_works(String fault, Consumer<Proof> bend) {
        String code = client.code();
        Proof proof = proof(KEY);
        bend.accept(proof);
        assertRefused(redeem(code, proof), "invalid_dpop_proof");
        assertThat(redeem(code, proof(KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_proof_works_once() {
        String proof = proof(KEY).text();
        assertThat(token(client.redemption(client.code()), proof).statusCode()).isEqualTo(200);
        assertRefused(token(client.redemption(client.code()), proof), "invalid_dpop_proof");
    }

    @Test
    void there_is_one_proof_in_a_request() {
        HttpResponse<String> answer = client.token(
                client.redemption("any"),
                "DPoP",
                proof(KEY).text(),
                "DPoP",
                proof(KEY).text());
        assertRefused(answer, "invalid_dpop_proof");
    }

    @Test
    void query_and_fragment_of_the_address_do_not_count() {
        Proof proof = proof(KEY).claim("htu", client.at("oauth/token?a#b"));
        assertThat(redeem(client.code(), proof).statusCode()).isEqualTo(200);
    }

    @Test
    void without_the_nonce_a_proof_is_refused_with_it_and_the_code_not_spent() {
        provider.dpopNonce(true);
        String code = client.code();
        HttpResponse<String> refused = redeem(code, proof(KEY));
        assertRefused(refused, "use_dpop_nonce");
        String nonce = nonce(refused);

        HttpResponse<String> answer = redeem(code, proof(KEY).claim("nonce", nonce));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(nonce(answer)).isEqualTo(nonce);
        assertThat(client.redeem(client.code()).statusCode()).isEqualTo(200);
    }

    @Test
    void a_nonce_can_be_renewed() {
        provider.dpopNonce(true);
        String old = nonce(redeem("any", proof(KEY)));
        provider.dpopNonce(true);
        HttpResponse<String> refused = redeem("any", proof(KEY).claim("nonce", old));
        assertRefused(refused, "use_dpop_nonce");
        assertThat(nonce(refused)).isNotEqualTo(old);
    }

    @Test
    void a_code_for_a_named_key_is_given_to_that_key_only() throws Exception {
        String thumbprint = KEY.computeThumbprint().toString();
        String code = client.code("dpop_jkt", thumbprint);
        assertRefused(client.redeem(code), "invalid_grant");
        assertRefused(redeem(code, proof(OTHER_KEY)), "invalid_grant");
        assertThat(redeem(code, proof(KEY)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_proof_with_a_pushed_request_names_the_key() throws Exception {
        provider.par(Par.OFFERED);
        String code = Client.location(startPushed(KEY)).required("code");
        assertRefused(redeem(code, proof(OTHER_KEY)), "invalid_grant");
        assertThat(redeem(code, proof(KEY)).statusCode()).isEqualTo(200);
        String other = OTHER_KEY.computeThumbprint().toString();
        assertRefused(push(KEY, "dpop_jkt", other), "invalid_dpop_proof");
    }

    @Test
    void refresh_tokens_of_a_public_client_are_bound_to_the_key() {
        String code = client.code("scope", OFFLINE);
        Map<String, String> refresh = refresh(redeem(code, proof(KEY)));
        assertRefused(client.token(refresh), "invalid_grant");
        assertRefused(token(refresh, proof(OTHER_KEY).text()), "invalid_grant");
        HttpResponse<String> answer = token(refresh, proof(KEY).text());
        assertThat(Client.json(answer).getString("token_type")).isEqualTo("DPoP");
    }

    @Test
    void a_confidential_client_may_refresh_with_another_key() {
        String code = client.code("scope", OFFLINE, "client_id", "confidential");
        Map<String, String> redemption = client.redemption(code, "client_id", "confidential", "client_secret", SECRET);
        Map<String, String> refresh = refresh(token(redemption, proof(KEY).text()));
        refresh.putAll(Map.of("client_id", "confidential", "client_secret", SECRET));
        String token = Client.json(token(refresh, proof(OTHER_KEY).text())).getString("access_token");
        assertThat(userInfo(token, OTHER_KEY)).isEqualTo(200);
        assertThat(userInfo(token, KEY)).isEqualTo(401);
    }

    private Proof proof(JWK key) {
        return new Proof(key, "POST", client.at("oauth/token"));
    }

    private HttpResponse<String> redeem(String code, Proof proof) {
        return token(client.redemption(code), proof.text());
    }

    private HttpResponse<String> token(Map<String, String> form, String proof) {
        return client.token(form, "DPoP", proof);
    }

    private static Map<String, String> refresh(HttpResponse<String> answer) {
        String token = Client.json(answer).getString("refresh_token");
        return new HashMap<>(Map.of("grant_type", "refresh_token", "client_id", Client.ID, "refresh_token", token));
    }

    private HttpResponse<String> push(JWK key, String... changes) {
        String proof = new Proof(key, "POST", client.at("oauth/par")).text();
        return client.browser.post(client.at("oauth/par"), client.authorization(changes), "DPoP", proof);
    }

    private HttpResponse<String> startPushed(JWK key) {
        String uri = Client.json(push(key)).getString("request_uri");
        String query = Browser.encode(Map.of("client_id", Client.ID, "request_uri", uri));
        return client.browser.get(client.at("authorize?" + query));
    }

    private int userInfo(String token, JWK key) {
        Proof proof = new Proof(key, "GET", client.at("userinfo")).claim("ath", Crypto.base64Url(Crypto.sha256(token)));
        return client.browser
                .get(client.at("userinfo"), "Authorization", "DPoP " + token, "DPoP", proof.text())
                .statusCode();
    }

    private static String nonce(HttpResponse<String> answer) {
        return answer.headers().firstValue("DPoP-Nonce").orElseThrow();
    }

    private static void assertRefused(HttpResponse<String> answer, String error) {
        assertThat(Client.json(answer).getString("error")).isEqualTo(error);
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).algorithm(JWSAlgorithm.ES256).generate();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
