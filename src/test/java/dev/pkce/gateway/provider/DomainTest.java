package dev.pkce.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "http://tenant.example",
                "HTTPS://tenant.example",
                "https:tenant.example",
                "//tenant.example",
                "tenant.example.",
                "https://tenant.example:0443",
                "https://tenant.example//",
                "https://tenant.example//authorize",
                "tenant.example/./",
                "tenant.example/../authorize",
                "tenant\u3002example",
                "\uff54enant.example",
                "tenant.example/other",
                "tenant%2eexample",
                "tenant.example ",
                ""
            })
    void another_domain_is_not_taken_for_it(String other) {
        assertThat(Domain.normal(other)).isNotEqualTo("tenant.example");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ID.example/realms/Staff/, id.example/realms/Staff",
        "http://localhost:8080, localhost:8080",
        "http://LocalHost:80/authorize, localhost",
        "http://[::1]:8080/, [::1]:8080",
        "https://127.0.0.1:443, 127.0.0.1"
    })
    void the_host_is_in_lower_case_and_the_path_as_it_is(String spelling, String normal) {
        assertThat(Domain.normal(spelling)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.auth0.com",
                "*",
                "http://tenant.example",
                "a b",
                "tenant.example?x",
                "u@tenant.example",
                "a.example,b"
            })
    void what_is_no_domain_cannot_be_configured(String domain) {
        assertThat(Domain.flaw(domain)).isEqualTo("must be a host, such as signin.example.com; * is not supported");
    }
}
