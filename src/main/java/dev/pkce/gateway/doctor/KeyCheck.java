package dev.pkce.gateway.doctor;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.pkce.gateway.provider.Probe;
import dev.pkce.gateway.provider.ProviderReply;
import java.util.List;
import java.util.stream.Stream;

/** Whether ID tokens can be checked: a key of the configured algorithm, chosen as it is for a token. */
final class KeyCheck {
    private KeyCheck() {}

    static Finding unpublished(Entry entry) {
        return entry.provider().client().scope().contains("openid")
                ? Finding.fail(
                        Check.KEYS,
                        "no keys are published, so no ID token can be checked",
                        entry.line("jwks-uri", "<their address>, or a scope without openid"))
                : Finding.pass(Check.KEYS, "none are published, and none are needed without the scope openid");
    }

    static Finding unreachable(Entry entry, String url, String reason) {
        return Finding.fail(
                Check.KEYS,
                "%s: %s".formatted(url, reason),
                entry.line("jwks-uri", "<where its keys are>, or at the provider: publish them there"));
    }

    static Finding of(Entry entry, String url, ProviderReply reply) {
        if (reply.status() != 200) {
            return unreachable(entry, url, "it answered with status " + reply.status());
        }
        JWKSet keys = Probe.keys(reply);
        if (keys.isEmpty()) {
            return unreachable(entry, url, "there is no key that a signature can be checked with");
        }
        String algorithm = entry.provider().dialect().idTokenAlgorithm();
        int fit = fitting(keys, JWSAlgorithm.parse(algorithm)).size();
        return fit == 0
                ? otherAlgorithm(entry, keys, algorithm)
                : Finding.pass(Check.KEYS, "%d of %d keys fit %s".formatted(fit, keys.size(), algorithm));
    }

    private static Finding otherAlgorithm(Entry entry, JWKSet keys, String algorithm) {
        String other = Stream.concat(JWSAlgorithm.Family.RSA.stream(), JWSAlgorithm.Family.EC.stream())
                .filter(candidate -> !fitting(keys, candidate).isEmpty())
                .findFirst()
                .map(JWSAlgorithm::getName)
                .orElse("<what the provider signs with>");
        return Finding.fail(
                Check.KEYS,
                "no key fits " + algorithm + "; they are for " + other,
                entry.line("id-token-algorithm", other));
    }

    private static List<JWK> fitting(JWKSet keys, JWSAlgorithm algorithm) {
        return new JWKSelector(JWKMatcher.forJWSHeader(new JWSHeader(algorithm))).select(keys);
    }
}
