package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The key that signs, and the ones that must not be trusted. */
final class SigningKeys {
    /** Those of later starts in the same process: so many that providers which run at once hardly ever share one. */
    private static final int KEPT = 8;

    private static final Map<Integer, RSAKey> FIRST = new ConcurrentHashMap<>();
    private static final AtomicInteger STARTS = new AtomicInteger();

    private volatile RSAKey current;

    private SigningKeys(RSAKey current) {
        this.current = current;
    }

    /** Takes some tenths of a second the first times: not for an event loop. */
    static SigningKeys generate() {
        // Loaded here because its keys take time as well.
        Foreign.RSA.getKeyID();
        int turn = Math.floorMod(STARTS.getAndIncrement(), KEPT);
        return new SigningKeys(FIRST.computeIfAbsent(turn, first -> newRsa()));
    }

    /** The old key is gone at once. */
    void use(RSAKey next) {
        current = next;
    }

    RSAKey current() {
        return current;
    }

    /** A key of somebody else. */
    static RSAKey foreignRsa() {
        return Foreign.RSA;
    }

    static ECKey otherAlgorithm() {
        return Foreign.EC;
    }

    /** A key for another algorithm is published only while it signs, so that nothing but its algorithm speaks against it. */
    List<JWK> published(IdTokenFault fault) {
        return switch (fault) {
            case ES256_INSTEAD -> List.of(current, Foreign.EC);
            case PS256_INSTEAD -> List.of(current, currentFor("PS256"));
            case RS1_INSTEAD -> List.of(current, currentFor("RS1"));
            default -> List.of(current);
        };
    }

    /** The current key under a name of its own, declared for another algorithm. */
    RSAKey currentFor(String algorithm) {
        return new RSAKey.Builder(current)
                .keyID(current.getKeyID() + "-" + algorithm)
                .algorithm(new JWSAlgorithm(algorithm))
                .build();
    }

    static String foreign() {
        return new JWKSet(Foreign.RSA).toString();
    }

    /** Takes some tenths of a second. */
    static RSAKey newRsa() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    private static ECKey newEc() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException unsupported) {
            throw new IllegalStateException(unsupported);
        }
    }

    /** Made once for all providers of the process. */
    private static final class Foreign {
        static final RSAKey RSA = newRsa();
        static final ECKey EC = newEc();
    }
}
