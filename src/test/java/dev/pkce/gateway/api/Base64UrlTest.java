package dev.pkce.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class Base64UrlTest {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int FROM = 3;

    @Property
    void what_was_encoded_is_decoded_in_its_place(@ForAll byte[] bytes) {
        String text = ENCODER.encodeToString(bytes);
        byte[] expected = new byte[FROM + bytes.length + 1];
        System.arraycopy(bytes, 0, expected, FROM, bytes.length);
        byte[] decoded = new byte[expected.length];

        assertThat(Base64Url.decode(text, decoded, FROM)).isTrue();

        assertThat(decoded).isEqualTo(expected);
        assertThat(Base64Url.bytes(text)).asString().isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Character> letters = Arbitraries.chars()
                .range('A', 'Z')
                .range('a', 'z')
                .range('0', '9')
                .with('-', '_');
        Arbitrary<Character> strange =
                Arbitraries.of('=', '+', '/', ' ', '\n', '\0', '\u007f', '\u0080', '\u00e9', '\u0141', '\uff21');
        return Arbitraries.frequencyOf(Tuple.of(40, letters), Tuple.of(1, strange))
                .list()
                .ofMaxSize(60)
                .map(all -> all.stream().map(String::valueOf).reduce("", String::concat));
    }

    @Property
    void only_what_an_encoder_makes_is_decoded(@ForAll("texts") String text) {
        byte[] decoded = new byte[text.length()];

        boolean whole = Base64Url.decode(text, decoded, 0);

        byte[] made = Arrays.copyOf(decoded, text.length() * 3 / 4);
        assertThat(whole).isEqualTo(ENCODER.encodeToString(made).equals(text));
    }
}
