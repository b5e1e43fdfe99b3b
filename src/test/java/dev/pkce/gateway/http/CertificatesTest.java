package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.LogCapture;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as a new certificate, look by look. */
class CertificatesTest {
    private static final String OLD_ONE = "the old one is still served";

    @TempDir
    private Path directory;

    private Pki pki;
    private Certificates certificates;

    @BeforeEach
    void certify() throws Exception {
        pki = new Pki(directory);
        pki.install(pki.issue("localhost"));
        certificates = new Certificates(pki.config());
        certificates.changed();
        assertThat(certificates.changed()).isPresent();
    }

    @Test
    void nothing_changes_while_the_files_do_not() {
        assertThat(certificates.changed()).isEmpty();
        assertThat(certificates.changed()).isEmpty();
    }

    @Test
    void files_that_are_still_being_written_are_not_looked_into() throws Exception {
        X509Bundle renewed = pki.issue("localhost");
        try (LogCapture log = new LogCapture()) {
            pki.write("key.pem", renewed.getPrivateKeyPEM());
            assertThat(certificates.changed()).isEmpty();
            pki.install(renewed);
            assertThat(certificates.changed()).isEmpty();

            assertThat(certificates.changed()).isPresent();
            assertThat(log.text()).doesNotContain(OLD_ONE);
        }
    }

    @Test
    void files_that_cannot_be_served_are_told_once_and_change_nothing() throws Exception {
        try (LogCapture log = new LogCapture()) {
            pki.write("key.pem", pki.issue("localhost").getPrivateKeyPEM());
            for (int look = 0; look < 5; look++) {
                assertThat(certificates.changed()).isEmpty();
            }

            assertThat(log.text())
                    .containsOnlyOnce(OLD_ONE)
                    .contains("key-file")
                    .doesNotContain("BEGIN");
        }
        pki.install(pki.issue("localhost"));
        certificates.changed();
        assertThat(certificates.changed()).isPresent();
    }

    @Test
    void files_that_are_gone_change_nothing() throws Exception {
        pki.write("certificate.pem", "");
        certificates.changed();
        assertThat(certificates.changed()).isEmpty();
    }

    @Test
    void no_key_is_in_any_text() {
        assertThat(TlsFiles.read(pki.config()).toString()).doesNotContain("PRIVATE");
    }
}
