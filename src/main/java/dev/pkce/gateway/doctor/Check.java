package dev.pkce.gateway.doctor;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is looked at, in the order in which it is told. */
enum Check {
    TLS,
    DISCOVERY,
    ISSUER,
    ENDPOINTS,
    KEYS,
    PKCE,
    RESPONSE_TYPE,
    RESPONSE_MODE,
    CLIENT_AUTH,
    ISS,
    PAR,
    REVOCATION,
    REDIRECT_URI,
    CLOCK,
    RATE_LIMITS,
    CERTIFICATE,
    CALLBACK,
    REDIS,
    REDIS_TLS,
    REDIS_VERSION,
    REDIS_MEMORY;

    static final Set<Check> OF_PROVIDER = EnumSet.range(TLS, RATE_LIMITS);
    static final Set<Check> OF_GATEWAY = EnumSet.range(CERTIFICATE, CALLBACK);
    static final Set<Check> OF_REDIS = EnumSet.range(REDIS, REDIS_MEMORY);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
