package dev.pkce.gateway.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Changes to the claims of an ID token that go beyond one line. */
final class ClaimFaults {
    private ClaimFaults() {}

    static void dropSlash(Map<String, Object> claims) {
        claims.computeIfPresent("iss", (name, issuer) -> issuer.toString().replaceFirst("/$", ""));
    }

    static void addAudience(Map<String, Object> claims) {
        Object client = claims.get("aud");
        addAudienceAlone(claims);
        // OIDC Core section 3.1.3.7 (4): with it only the stranger among the audiences is wrong.
        claims.put("azp", client);
    }

    static void addAudienceAlone(Map<String, Object> claims) {
        claims.put("aud", List.of(claims.get("aud"), "https://untrusted.invalid/"));
    }

    static void shift(Map<String, Object> claims, long seconds) {
        claims.computeIfPresent("iat", (name, time) -> (Long) time + seconds);
        claims.computeIfPresent("exp", (name, time) -> (Long) time + seconds);
    }

    /** Within the minute that clocks may differ. */
    static void expireJustNow(Map<String, Object> claims) {
        long now = Instant.now().getEpochSecond();
        claims.put("iat", now - 60);
        claims.put("exp", now - 30);
    }

    static void issueLastWeek(Map<String, Object> claims) {
        claims.computeIfPresent("iat", (name, time) -> (Long) time - 7 * 86_400);
    }
}
