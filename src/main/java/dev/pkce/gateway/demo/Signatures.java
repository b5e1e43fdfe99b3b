package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;

/** The signatures of clients that the provider takes. */
final class Signatures {
    static final List<String> ALGORITHMS = List.of("ES256", "RS256");

    private Signatures() {}

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
