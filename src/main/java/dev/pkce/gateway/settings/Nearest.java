package dev.pkce.gateway.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The word somebody meant who mistyped it. */
final class Nearest {
    private static final Pattern SEPARATOR = Pattern.compile("[^A-Za-z0-9]+");

    private Nearest() {}

    /** The candidate that is shortened, else the one that takes the fewest edits, unless so many that it is another word. */
    static Optional<String> to(String word, Collection<String> candidates) {
        return shortened(word, candidates)
                .or(() -> candidates.stream()
                        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                        .filter(candidate -> distance(word, candidate) <= Math.max(2, unlike(word, candidate) / 3)));
    }

    /** {@code tls.cert-file} and {@code tls.cert} for {@code tls.certificate-file}: each part begins one of the candidate's. */
    private static Optional<String> shortened(String word, Collection<String> candidates) {
        Pattern longer = Pattern.compile(SEPARATOR
                .splitAsStream(word)
                .map(Pattern::quote)
                .collect(Collectors.joining("[A-Za-z]*[^A-Za-z0-9]+", "", ".*")));
        return candidates.stream()
                .filter(longer.asMatchPredicate())
                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    }

    /** How much of {@code word} is left after what both begin with, which nobody mistyped. */
    private static int unlike(String word, String candidate) {
        int same = 0;
        while (same < word.length() && same < candidate.length() && word.charAt(same) == candidate.charAt(same)) {
            same++;
        }
        return word.length() - same;
    }

    /** Levenshtein's distance, one row of the table at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
