package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;

class KeySetFuzz {
    @FuzzTest
    void a_provider_may_publish_anything(byte[] keys) {
        assertThat(KeySet.read(new String(keys, StandardCharsets.UTF_8)).getKeys())
                .noneMatch(JWK::isPrivate);
    }
}
