package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant.example",
                "https://tenant.example",
                "https://tenant.example/",
                "https://tenant.example/authorize",
                "https://TENANT.example:443/authorize"
            })
    void one_domain_has_many_spellings(String spelling) {
        assertThat(Domain.normal(spelling)).isEqualTo("tenant.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenant.example.evil",
                "eviltenant.example",
                "https://tenant.example@evil.example",
                "https://evil.example\\@tenant.example",
                "https://tenant.example/authorize?redirect_uri=https://evil.example",
                "https://tenant.example#x",
                "https://tenant.example:8443",
                "ftp://tenant.example",
                "tenant.example/other",
                "tenant%2eexample",
                "tenant.example ",
                ""
            })
    void another_domain_is_not_taken_for_it(String other) {
        assertThat(Domain.normal(other)).isNotEqualTo("tenant.example");
    }
}
