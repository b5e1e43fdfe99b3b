package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.PrivateKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns claims into the {@code id_token} member, rightly or wrongly; null leaves it out. */
@FunctionalInterface
interface Signer {
    @Nullable Object sign(Map<String, Object> claims, SigningKeys keys);

    static String genuine(Map<String, Object> claims, SigningKeys keys) {
        return genuineJws(claims, keys).signed(privateKey(keys.current()));
    }

    static Jws genuineJws(Map<String, Object> claims, SigningKeys keys) {
        return Jws.of("RS256", keys.current().getKeyID(), claims);
    }

    static PrivateKey privateKey(RSAKey key) {
        try {
            return key.toPrivateKey();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
