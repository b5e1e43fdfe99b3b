package dev.pkce.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.pkce.gateway.demo.Fault;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/** Changes the provider's ID tokens and signs them anew, with a key of its own that the provider is to publish. */
final class Mint {
    static final Mint RS256 = rsa(JWSAlgorithm.RS256);

    private final JWSAlgorithm algorithm;
    private final JWK key;

    private Mint(JWSAlgorithm algorithm, JWK key) {
        this.algorithm = algorithm;
        this.key = key;
    }

    static Mint of(String algorithm) {
        JWSAlgorithm wanted = JWSAlgorithm.parse(algorithm);
        return JWSAlgorithm.Family.EC.contains(wanted) ? ec(wanted) : rsa(wanted);
    }

    private static Mint rsa(JWSAlgorithm algorithm) {
        try {
            return new Mint(
                    algorithm,
                    new RSAKeyGenerator(2048).keyID("minted-" + algorithm).generate());
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    private static Mint ec(JWSAlgorithm algorithm) {
        try {
            Curve curve = Curve.forJWSAlgorithm(algorithm).iterator().next();
            return new Mint(
                    algorithm,
                    new ECKeyGenerator(curve).keyID("minted-" + algorithm).generate());
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    /** What the provider is to publish. */
    JsonObject publicKey() {
        return new JsonObject(key.toPublicJWK().toJSONObject());
    }

    /** The right answer of a token endpoint, but for the claims that {@code change} changes. */
    Fault tokens(Consumer<JsonObject> change) {
        return Fault.changed(tokens -> {
            JsonObject claims = claims(tokens.getString("id_token"));
            claims.put("at_hash", hash(tokens.getString("access_token")));
            change.accept(claims);
            tokens.put("id_token", sign(claims));
        });
    }

    private static JsonObject claims(String idToken) {
        String payload = idToken.split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    /** OpenID Connect Core section 3.1.3.6. */
    private String hash(String accessToken) {
        try {
            byte[] digest = MessageDigest.getInstance(
                            "SHA-" + algorithm.getName().substring(2))
                    .digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String sign(JsonObject claims) {
        try {
            JWSHeader header =
                    new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
            SignedJWT token = new SignedJWT(header, JWTClaimsSet.parse(claims.getMap()));
            token.sign(new DefaultJWSSignerFactory().createJWSSigner(key, algorithm));
            return token.serialize();
        } catch (JOSEException | ParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
