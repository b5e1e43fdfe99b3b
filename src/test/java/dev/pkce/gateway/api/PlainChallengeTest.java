package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainChallengeTest {
    private static final String PLAIN = "ABCXYZabcxyz0189-_";

    private static ChallengedPkce of(String state, String nonce, String challenge, String verifier) {
        return new ChallengedPkce(state, nonce, challenge, new Secret(verifier));
    }

    @Test
    void one_of_base64url_alone_is_written_as_its_json() {
        ChallengedPkce plain = of(PLAIN, "n", "c", "v" + PLAIN);

        assertThat(PlainChallenge.json(plain)).isEqualTo(Pkce.of(plain).toJson().toBuffer());
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                '"', '\\', '\n', ' ', '+', ',', '.', '/', ':', '=', '@', '[', '^', '`', '{', '~', '\u007f', '\u00e9',
                '\u0141'
            })
    void one_with_any_other_character_anywhere_is_not(char odd) {
        String text = "a" + odd;

        assertThat(PlainChallenge.json(of(text, "n", "c", "v"))).isNull();
        assertThat(PlainChallenge.json(of("s", text, "c", "v"))).isNull();
        assertThat(PlainChallenge.json(of("s", "n", text, "v"))).isNull();
        assertThat(PlainChallenge.json(of("s", "n", "c", text))).isNull();
    }
}
