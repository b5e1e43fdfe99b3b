package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.api.Secret;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientKeyTest {
    private static final String CLIENT = "a client";
    private static final String AUDIENCE = "https://id.example/";
    private static final RSAKey RSA = rsa(2048);
    private static final ECKey EC = ec(Curve.P_256);
    private static final ECKey EC_384 = ec(Curve.P_384);

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void an_assertion_is_signed_by_the_key_and_names_it(JWSAlgorithm algorithm, String text, JWK pair)
            throws Exception {
        SignedJWT assertion = assertion(ClientKey.parse(new Secret(text), "from-configuration"));

        assertThat(assertion.verify(verifier(pair))).isTrue();
        assertThat(assertion.getHeader().getAlgorithm()).isEqualTo(algorithm);
        assertThat(assertion.getHeader().getKeyID()).isEqualTo("from-configuration");
        assertThat(assertion.getHeader().getType()).hasToString("JWT");
        assertThat(assertion.getHeader().getJWK()).isNull();
    }

    static Stream<Arguments> keys() throws Exception {
        return Stream.of(
                Arguments.of(JWSAlgorithm.RS256, RSA.toJSONString(), RSA),
                Arguments.of(
                        JWSAlgorithm.PS256,
                        new RSAKey.Builder(RSA)
                                .algorithm(JWSAlgorithm.PS256)
                                .build()
                                .toJSONString(),
                        RSA),
                Arguments.of(JWSAlgorithm.ES256, " \n" + EC.toJSONString() + "\n", EC),
                Arguments.of(JWSAlgorithm.ES384, EC_384.toJSONString(), EC_384),
                Arguments.of(JWSAlgorithm.RS256, pem(RSA.toPrivateKey()), RSA),
                Arguments.of(JWSAlgorithm.ES256, "# a comment\r\n" + pem(EC.toPrivateKey()), EC),
                Arguments.of(JWSAlgorithm.ES384, pem(EC_384.toPrivateKey()), EC_384));
    }

    @Test
    void an_assertion_says_who_to_whom_and_for_how_long() throws Exception {
        Date before = Date.from(Instant.now().minusSeconds(1));

        JWTClaimsSet claims = assertion(key(EC)).getJWTClaimsSet();

        assertThat(claims.getIssuer()).isEqualTo(CLIENT);
        assertThat(claims.getSubject()).isEqualTo(CLIENT);
        assertThat(claims.getAudience()).containsExactly(AUDIENCE);
        assertThat(claims.getIssueTime()).isAfterOrEqualTo(before);
        assertThat(claims.getExpirationTime())
                .isEqualTo(Date.from(claims.getIssueTime().toInstant().plusSeconds(60)));
        assertThat(claims.getClaims().keySet()).containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti");
    }

    @Test
    void no_two_assertions_are_the_same() throws Exception {
        ClientKey key = key(EC);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(assertion(key).getJWTClaimsSet().getJWTID());
        }

        assertThat(ids).hasSize(100);
    }

    @Test
    void a_json_web_key_brings_its_own_name_and_certificate() throws Exception {
        Base64URL thumbprint = Base64URL.encode("thumbprint");
        ECKey named = new ECKey.Builder(EC)
                .keyID("own")
                .x509CertSHA256Thumbprint(thumbprint)
                .build();

        assertThat(assertion(key(named)).getHeader().getKeyID()).isEqualTo("own");
        assertThat(assertion(key(named)).getHeader().getX509CertSHA256Thumbprint())
                .isEqualTo(thumbprint);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void what_is_no_usable_key_is_refused_without_a_word_of_it(String reason, String text) {
        IllegalArgumentException refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> ClientKey.parse(new Secret(text), null));

        assertThat(refused).hasMessageStartingWith(reason).hasNoCause();
        assertThat(text).doesNotContain(refused.getMessage());
    }

    static Stream<Arguments> unusable() throws Exception {
        String pem = pem(RSA.toPrivateKey());
        OctetSequenceKey octets = new OctetSequenceKeyGenerator(256).generate();
        KeyPairGenerator edwards = KeyPairGenerator.getInstance("Ed25519");
        return Stream.of(
                Arguments.of("must be a private key, as a JSON Web Key or in PEM", "canary"),
                Arguments.of("must be a private JSON Web Key of RSA or EC", "{\"kty\":\"canary\"}"),
                Arguments.of("must be a private JSON Web Key of RSA or EC", "{canary"),
                Arguments.of("must be a private JSON Web Key of RSA or EC", "{\"kty\":\"RSA\",\"d\":\"canary\"}"),
                Arguments.of("must be a private JSON Web Key of RSA or EC", "{\"keys\":[" + EC.toJSONString() + "]}"),
                Arguments.of(
                        "must be a private key; this one is public",
                        RSA.toPublicJWK().toJSONString()),
                Arguments.of("must be an RSA or EC key", octets.toJSONString()),
                Arguments.of(
                        "must be an RSA or EC key",
                        pem(edwards.generateKeyPair().getPrivate())),
                Arguments.of("must be an RSA or EC key", pem.replaceFirst("M", "A")),
                Arguments.of("must have at least 2048 bits", pem(rsa(1024).toPrivateKey())),
                Arguments.of("must have at least 2048 bits", rsa(1024).toJSONString()),
                Arguments.of(
                        "must be on the curve P-256 or P-384", ec(Curve.P_521).toJSONString()),
                Arguments.of(
                        "must be on the curve P-256 or P-384",
                        pem(ec(Curve.P_521).toPrivateKey())),
                Arguments.of(
                        "must be a key for signatures",
                        new ECKey.Builder(EC).keyUse(KeyUse.ENCRYPTION).build().toJSONString()),
                Arguments.of(
                        "must have an alg that its kind of key signs with",
                        new ECKey.Builder(EC)
                                .algorithm(JWSAlgorithm.RS256)
                                .build()
                                .toJSONString()),
                Arguments.of("must be PKCS #8 without a password", pem.replace("PRIVATE", "RSA PRIVATE")),
                Arguments.of("must be PKCS #8 without a password", pem.replace("PRIVATE", "ENCRYPTED PRIVATE")));
    }

    @Test
    void it_names_itself_and_shows_nothing() {
        assertThat(key(new ECKey.Builder(EC).keyID("own").build())).hasToString("ClientKey[own]");
    }

    private static ClientKey key(JWK pair) {
        return ClientKey.parse(new Secret(pair.toJSONString()), null);
    }

    private static SignedJWT assertion(ClientKey key) throws Exception {
        return SignedJWT.parse(key.assertion(CLIENT, AUDIENCE));
    }

    private static JWSVerifier verifier(JWK pair) throws Exception {
        return pair instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(pair.toRSAKey());
    }

    static RSAKey rsa(int bits) {
        try {
            return new RSAKeyGenerator(bits, true).generate();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).generate();
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String pem(PrivateKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    }
}
