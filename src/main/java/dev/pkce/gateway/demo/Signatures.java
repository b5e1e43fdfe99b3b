package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.util.List;

/** The signatures of clients that the provider takes. */
final class Signatures {
    static final List<String> ALGORITHMS = List.of("ES256", "RS256");

    private Signatures() {}

    static JWK publicKey(JsonObject jwk) {
        try {
            JWK key = JWK.parse(jwk.getMap());
            if (!key.isPrivate() && (key instanceof ECKey || key instanceof RSAKey)) {
                return key;
            }
        } catch (ParseException malformed) {
            // Refused with the others, and without the text, which may hold a private key.
        }
        throw new IllegalArgumentException("This is not a public JWK of type EC or RSA");
    }

    static boolean verifies(SignedJWT token, JWK key) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        try {
            if (algorithm.equals(JWSAlgorithm.ES256) && key instanceof ECKey elliptic) {
                return token.verify(new ECDSAVerifier(elliptic));
            }
            if (algorithm.equals(JWSAlgorithm.RS256) && key instanceof RSAKey rsa) {
                return token.verify(new RSASSAVerifier(rsa));
            }
            return false;
        } catch (JOSEException unfit) {
            // A key on another curve, or too short.
            return false;
        }
    }
}
