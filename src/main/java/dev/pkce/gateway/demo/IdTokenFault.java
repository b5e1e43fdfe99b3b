package dev.pkce.gateway.demo;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the ID tokens; each but {@link #NONE} has exactly one fault. {@link #EXPIRED_WITHIN_SKEW} and
 * {@link #WEEK_OLD_IAT} are faults that a client may forgive, {@link #OTHER_SUBJECT} is one only after an earlier token
 * (OIDC Core section 12.2).
 */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold no state.
public enum IdTokenFault {
    NONE(Signer::genuine),

    BAD_SIGNATURE(SignatureFaults::broken),
    OTHER_KEY_SAME_KID(SignatureFaults::byOtherKeyOfSameId),
    ALG_NONE(SignatureFaults::unsigned),
    HMAC_WITH_PUBLIC_KEY(SignatureFaults::hmacWithPublicKey),
    HMAC_WITH_CLIENT_ID(SignatureFaults::hmacWithClientId),
    ES256_INSTEAD(SignatureFaults::withEs256),
    PS256_INSTEAD(SignatureFaults::withPs256),
    RS1_INSTEAD(SignatureFaults::withRs1),

    WRONG_ISSUER(claims -> claims.put("iss", "https://issuer.invalid/")),
    MISSING_ISSUER(claims -> claims.remove("iss")),
    ISSUER_WITHOUT_SLASH(ClaimFaults::dropSlash),
    WRONG_AUDIENCE(claims -> claims.put("aud", "another-client")),
    MISSING_AUDIENCE(claims -> claims.remove("aud")),
    UNTRUSTED_EXTRA_AUDIENCE(ClaimFaults::addAudience),
    SEVERAL_AUDIENCES_NO_AZP(ClaimFaults::addAudienceAlone),
    WRONG_AZP(claims -> claims.put("azp", "another-client")),

    EXPIRED(claims -> ClaimFaults.shift(claims, -7200)),
    EXPIRED_WITHIN_SKEW(ClaimFaults::expireJustNow),
    MISSING_EXP(claims -> claims.remove("exp")),
    EXP_AS_TEXT(claims -> claims.computeIfPresent("exp", (name, time) -> time.toString())),
    HUGE_EXP(claims -> claims.put("exp", 1e300)),
    MISSING_IAT(claims -> claims.remove("iat")),
    FUTURE_IAT(claims -> ClaimFaults.shift(claims, 3600)),
    WEEK_OLD_IAT(ClaimFaults::issueLastWeek),

    WRONG_NONCE(claims -> claims.put("nonce", Crypto.random())),
    MISSING_NONCE(claims -> claims.remove("nonce")),
    NONCE_TWICE(SignatureFaults::withNonceTwice),
    MISSING_SUB(claims -> claims.remove("sub")),
    EMPTY_SUB(claims -> claims.put("sub", "")),
    LONG_SUB(claims -> claims.put("sub", "s".repeat(256))),
    NUMBER_AS_SUB(claims -> claims.put("sub", 42)),
    OTHER_SUBJECT(claims -> claims.put("sub", "auth0|somebody-else")),
    WRONG_AT_HASH(claims -> claims.put("at_hash", IdTokens.leftHalfHash(Crypto.random()))),

    NO_KID(SignatureFaults::withoutKeyId),
    UNKNOWN_KID(SignatureFaults::byUnknownKey),
    RANDOM_KID(SignatureFaults::underRandomKeyId),
    JKU_HEADER(SignatureFaults::byKeyAtHeaderUrl),
    X5U_HEADER(SignatureFaults::byCertificateAtHeaderUrl),
    JWK_HEADER(SignatureFaults::byKeyInHeader),
    CRIT_HEADER(SignatureFaults::withCriticalHeader),
    B64_FALSE_HEADER(SignatureFaults::withUnencodedPayload),

    ENCRYPTED(EncryptedTokens::encrypted),
    ENCRYPTED_BOMB(EncryptedTokens::bomb),
    ENCRYPTED_WITH_MANY_ITERATIONS(EncryptedTokens::manyIterations),
    NOT_A_JWT((claims, keys) -> "not a JWT"),
    NUMBER((claims, keys) -> 42),
    MEGABYTE_OF_TEXT((claims, keys) -> "x".repeat(1_000_000)),
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

    @Nullable Object sign(Map<String, Object> claims, SigningKeys keys) {
        change.accept(claims);
        return signer.sign(claims, keys);
    }
}
