package dev.pkce.gateway.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.settings.InvalidConfiguration;
import dev.pkce.gateway.settings.Settings;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is sealed opens with its key, purpose and place alone, and unchanged. */
class KeyRingTest {
    private static final byte[] ONE = key(1);
    private static final byte[] TWO = key(2);
    private static final KeyRing RING = KeyRing.of(ONE);

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }

    private static void refused(KeyRing ring, String purpose, byte[] aad, byte[] sealed) {
        assertThatExceptionOfType(BrokenSeal.class).isThrownBy(() -> ring.open(purpose, aad, sealed));
    }

    @Property(tries = 200)
    void opens_what_it_sealed(@ForAll byte[] aad, @ForAll byte[] plain) {
        assertThat(RING.open("test", aad, RING.seal("test", aad, plain))).isEqualTo(plain);
    }

    @Property(tries = 200)
    void never_seals_alike(@ForAll byte[] plain) {
        assertThat(RING.seal("test", ONE, plain)).isNotEqualTo(RING.seal("test", ONE, plain));
    }

    @Property(tries = 300)
    void refuses_what_was_changed_in_any_bit(
            @ForAll @Size(max = 40) byte[] plain, @ForAll @IntRange(min = 0, max = 10_000) int bit) {
        byte[] sealed = RING.seal("test", ONE, plain);
        int at = bit % (sealed.length * 8);
        sealed[at / 8] ^= (byte) (1 << at % 8);

        refused(RING, "test", ONE, sealed);
    }

    @Property(tries = 200)
    void refuses_what_is_no_seal(@ForAll @Size(max = 80) byte[] rubbish) {
        refused(RING, "test", ONE, rubbish);
    }

    @Example
    void refuses_what_was_cut_off_or_added_to() {
        byte[] sealed = RING.seal("test", ONE, new byte[] {1, 2, 3});
        for (int length = 0; length <= sealed.length + 1; length++) {
            if (length != sealed.length) {
                refused(RING, "test", ONE, Arrays.copyOf(sealed, length));
            }
        }
    }

    @Property(tries = 200)
    void refuses_another_place(@ForAll byte[] aad, @ForAll byte[] other, @ForAll byte[] plain) {
        if (!Arrays.equals(aad, other)) {
            refused(RING, "test", other, RING.seal("test", aad, plain));
        }
    }

    @Example
    void refuses_another_purpose_and_another_key() {
        byte[] sealed = RING.seal("test", ONE, ONE);
        refused(RING, "other", ONE, sealed);
        refused(KeyRing.of(TWO), "test", ONE, sealed);
        refused(KeyRing.of(new Secret("token")), "test", ONE, sealed);
    }

    @Example
    void whoever_knows_a_secret_opens_what_was_sealed_with_it() {
        byte[] sealed = KeyRing.of(new Secret("token")).seal("test", ONE, TWO);
        assertThat(KeyRing.of(new Secret("token")).open("test", ONE, sealed)).isEqualTo(TWO);
        refused(KeyRing.of(new Secret("other token")), "test", ONE, sealed);
    }

    @Example
    void the_newest_key_seals_and_all_of_them_open() {
        KeyRing rotated = KeyRing.of(TWO, ONE);
        assertThat(rotated.open("test", ONE, RING.seal("test", ONE, TWO))).isEqualTo(TWO);
        assertThat(KeyRing.of(TWO).open("test", ONE, rotated.seal("test", ONE, TWO)))
                .isEqualTo(TWO);
        refused(RING, "test", ONE, rotated.seal("test", ONE, TWO));
    }

    @Example
    void is_read_from_lines_in_either_alphabet() throws Exception {
        KeyRing ring = read(base64(key(255)) + "\n" + base64(ONE).replace("=", "") + "\n");
        assertThat(ring.open("test", ONE, RING.seal("test", ONE, TWO))).isEqualTo(TWO);
        assertThat(KeyRing.of(key(255)).open("test", ONE, ring.seal("test", ONE, TWO)))
                .isEqualTo(TWO);
        assertThat(read(base64(key(255)).replace('/', '_'))).hasToString("KeyRing[1]");
    }

    @Example
    void anything_else_is_a_problem_that_does_not_show_it() {
        String shortOne = Base64.getEncoder().encodeToString(new byte[31]);
        for (String wrong : List.of("secret", shortOne, base64(ONE) + "\n" + shortOne)) {
            assertThatExceptionOfType(InvalidConfiguration.class)
                    .isThrownBy(() -> read(wrong))
                    .withMessageContaining("32 bytes")
                    .withMessageNotContaining(shortOne);
        }
    }

    private static KeyRing read(String keys) throws InvalidConfiguration {
        Settings settings = Settings.of(new JsonObject().put("keys", keys));
        KeyRing ring = KeyRing.read(settings);
        settings.check();
        return Objects.requireNonNull(ring);
    }
}
