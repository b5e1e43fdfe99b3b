package dev.pkce.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** A proof that its sender holds a key, genuinely signed with it (RFC 9449 section 4.2). */
record DpopProof(JWK key, JWTClaimsSet claims) {
    static final Duration TOLERANCE = Duration.ofSeconds(60);

    private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

    static DpopProof parse(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSHeader header = token.getHeader();
            JWK key = header.getJWK();
            require(TYPE.equals(header.getType()), "Its typ is not dpop+jwt");
            // A private key in the header does not even parse.
            if (key == null || !Signatures.verifies(token, key)) {
                throw invalid("It is not signed with the key in its header, by an algorithm on the list");
            }
            return new DpopProof(key, token.getJWTClaimsSet());
        } catch (ParseException | IllegalArgumentException malformed) {
            throw invalid("It is no signed JWT, or its key is not a public one");
        }
    }

    /** Of this request, and of now (section 4.3, checks 8 to 11). */
    void check(String method, String url, Instant now) {
        require(method.equals(text("htm")), "Its htm is another method");
        String target = text("htu");
        require(target != null && url.equals(target.replaceFirst("[?#].*", "")), "Its htu is another address");
        Date issued = claims.getIssueTime();
        require(issued != null && near(issued.toInstant(), now), "Its iat is missing or not within a minute of now");
        require(id() != null, "It has no jti");
    }

    @Nullable String id() {
        return claims.getJWTID();
    }

    @Nullable String text(String claim) {
        return claims.getClaim(claim) instanceof String value ? value : null;
    }

    /** RFC 7638. */
    String thumbprint() {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static OAuthException invalid(String why) {
        return new OAuthException("invalid_dpop_proof", "The proof is refused: " + why);
    }

    static void require(boolean right, String complaint) {
        if (!right) {
            throw invalid(complaint);
        }
    }

    private static boolean near(Instant issued, Instant now) {
        return Duration.between(issued, now).abs().compareTo(TOLERANCE) <= 0;
    }
}
