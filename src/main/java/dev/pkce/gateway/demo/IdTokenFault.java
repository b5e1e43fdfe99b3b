package dev.pkce.gateway.demo;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is wrong with the ID tokens; each but {@link #NONE} has exactly one fault. */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold no state.
public enum IdTokenFault {
    NONE(Signer::genuine),
    BAD_SIGNATURE(Signer::withBrokenSignature),
    OTHER_KEY_SAME_KID(Signer::byOtherKeyOfSameId),
    ALG_NONE(Signer::unsigned),
    HMAC_WITH_PUBLIC_KEY(Signer::hmacWithPublicKey),
    ES256_INSTEAD(Signer::byOtherAlgorithm),
    WRONG_ISSUER(claims -> claims.put("iss", "https://issuer.invalid/")),
    MISSING_ISSUER(claims -> claims.remove("iss")),
    WRONG_AUDIENCE(claims -> claims.put("aud", "another-client")),
    MISSING_AUDIENCE(claims -> claims.remove("aud")),
    UNTRUSTED_EXTRA_AUDIENCE(IdTokenFault::addAudience),
    WRONG_AZP(claims -> claims.put("azp", "another-client")),
    EXPIRED(claims -> shift(claims, -7200)),
    MISSING_EXP(claims -> claims.remove("exp")),
    MISSING_IAT(claims -> claims.remove("iat")),
    FUTURE_IAT(claims -> shift(claims, 3600)),
    WRONG_NONCE(claims -> claims.put("nonce", Crypto.random())),
    MISSING_NONCE(claims -> claims.remove("nonce")),
    MISSING_SUB(claims -> claims.remove("sub")),
    WRONG_AT_HASH(claims -> claims.put("at_hash", IdTokens.leftHalfHash(Crypto.random()))),
    NO_KID(Signer::withoutKeyId),
    UNKNOWN_KID(Signer::byUnknownKey),
    JKU_HEADER(Signer::byKeyAtHeaderUrl),
    NOT_A_JWT((claims, keys) -> "not a JWT"),
    ABSENT((claims, keys) -> null);

    private final Consumer<Map<String, Object>> change;
    private final Signer signer;

    IdTokenFault(Signer signer) {
        this.change = claims -> {};
        this.signer = signer;
    }

    IdTokenFault(Consumer<Map<String, Object>> change) {
        this.change = change;
        this.signer = Signer::genuine;
    }

    @Nullable String sign(Map<String, Object> claims, SigningKeys keys) {
        change.accept(claims);
        return signer.sign(claims, keys);
    }

    private static void addAudience(Map<String, Object> claims) {
        Object client = claims.get("aud");
        claims.put("aud", List.of(client, "https://untrusted.invalid/"));
        // OIDC Core section 3.1.3.7 (4): with it only the stranger among the audiences is wrong.
        claims.put("azp", client);
    }

    private static void shift(Map<String, Object> claims, long seconds) {
        claims.computeIfPresent("iat", (name, time) -> (Long) time + seconds);
        claims.computeIfPresent("exp", (name, time) -> (Long) time + seconds);
    }
}
