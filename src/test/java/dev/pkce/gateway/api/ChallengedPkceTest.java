package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengedPkceTest {
    private static final String PLAIN = "ABCXYZabcxyz0189-_";

    private static ChallengedPkce of(String state, String nonce, String challenge, String verifier) {
        return new ChallengedPkce(state, nonce, challenge, new Secret(verifier));
    }

    @Test
    void one_of_base64url_alone_is_plain_and_its_text_is_its_json() {
        ChallengedPkce plain = of(PLAIN, "n", "c", "v" + PLAIN);

        assertThat(plain.plain()).isTrue();
        assertThat(Pkce.of(plain).toBuffer().toJsonObject())
                .isEqualTo(Pkce.of(plain).toJson());
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                '"', '\\', '\n', ' ', '+', ',', '.', '/', ':', '=', '@', '[', '^', '`', '{', '~', '\u007f', '\u00e9',
                '\u0141'
            })
    void one_with_any_other_character_anywhere_is_not(char odd) {
        String text = "a" + odd;

        assertThat(of(text, "n", "c", "v").plain()).isFalse();
        assertThat(of("s", text, "c", "v").plain()).isFalse();
        assertThat(of("s", "n", text, "v").plain()).isFalse();
        assertThat(of("s", "n", "c", text).plain()).isFalse();
    }
}
