package dev.pkce.gateway.challenge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.api.ChallengedPkce;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether what nobody may guess looks random at every place, straight from where it is made. */
class RandomnessTest {
    private static final int MANY = 100_000;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // The deviation from the mean that a normal variable exceeds with a probability of 1e-6.
    private static final double ONE_IN_A_MILLION = 4.7534;

    static Stream<Arguments> values() {
        return Stream.of(
                value("verifier", challenge -> challenge.verifier().reveal()),
                value("state", ChallengedPkce::state),
                value("nonce", ChallengedPkce::nonce));
    }

    private static Arguments value(String name, Function<ChallengedPkce, String> value) {
        return Arguments.of(name, value);
    }

    @ParameterizedTest(name = "A5, A8: each {0} has 256 bits, and no place of 100,000 of them prefers a symbol")
    @MethodSource("values")
    void every_place_is_random(String name, Function<ChallengedPkce, String> value) {
        // Of all the places one is off by chance in every seven thousandth run, so it must be so twice.
        Set<Integer> suspicious = suspicious(sample(value));
        if (!suspicious.isEmpty()) {
            suspicious.retainAll(suspicious(sample(value)));
        }

        assertThat(suspicious).isEmpty();
    }

    private static List<String> sample(Function<ChallengedPkce, String> value) {
        Challenges challenges = new Challenges();
        List<String> sample = Stream.generate(() -> value.apply(challenges.next(true)))
                .limit(MANY)
                .toList();
        assertThat(sample)
                .allMatch(text -> Base64.getUrlDecoder().decode(text).length >= 32)
                .allMatch(text -> text.length() == sample.get(0).length());
        assertThat(new HashSet<>(sample)).hasSize(MANY);
        return sample;
    }

    private static Set<Integer> suspicious(List<String> sample) {
        int length = sample.get(0).length();
        Set<Integer> found = new HashSet<>();
        for (int place = 0; place < length; place++) {
            // Six bits a symbol; what is over at the end is no bit of the value.
            int unused = place == length - 1 ? (length * 6) % 8 : 0;
            if (deviation(sample, place, 1 << unused) > ONE_IN_A_MILLION) {
                found.add(place);
            }
        }
        return found;
    }

    /** How far chi-square is off at {@code place}, where every {@code step}th symbol is possible (Wilson, Hilferty). */
    private static double deviation(List<String> sample, int place, int step) {
        int[] seen = new int[ALPHABET.length()];
        sample.forEach(text -> seen[ALPHABET.indexOf(text.charAt(place))]++);
        int possible = ALPHABET.length() / step;
        double expected = (double) MANY / possible;
        double chiSquare = 0;
        for (int symbol = 0; symbol < seen.length; symbol++) {
            assertThat(symbol % step == 0 || seen[symbol] == 0).isTrue();
            chiSquare += symbol % step == 0 ? (seen[symbol] - expected) * (seen[symbol] - expected) / expected : 0;
        }
        double variance = 2.0 / (9 * (possible - 1));
        return (Math.cbrt(chiSquare / (possible - 1)) - (1 - variance)) / Math.sqrt(variance);
    }
}
