package dev.pkce.gateway.rows;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells how much of the acceptance list the tests of a build have covered, and fails if that is not enough. */
public final class RowSummary {
    private static final Pattern NOT_APPLICABLE = Pattern.compile("- \\*\\*([^*]+)\\*\\*: .+");

    private final List<RowGroup> groups = new ArrayList<>();
    private final Set<String> complete = new HashSet<>();
    private final Set<String> later = new HashSet<>();
    private final Set<String> tested = new HashSet<>();
    private final Set<String> notApplicable = new HashSet<>();

    /** {@code notes rows.txt SECURITY.md}: the directory of the notes, the list, and what says which rows do not apply. */
    public static void main(String... arguments) throws IOException {
        RowSummary summary = new RowSummary();
        summary.read(Files.readAllLines(Path.of(arguments[1])));
        summary.except(Files.readAllLines(Path.of(arguments[2])));
        summary.note(notes(Path.of(arguments[0])));
        List<String> missing = summary.print(System.out);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("No test has passed for " + String.join(", ", missing));
        }
    }

    private static List<String> notes(Path directory) throws IOException {
        List<String> notes = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return notes;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                notes.addAll(Files.readAllLines(file));
            }
        }
        return notes;
    }

    /** The list: groups, those that are complete, and rows that come later. */
    void read(List<String> lines) {
        for (String line : lines) {
            List<String> words = List.of(line.split(" ", -1));
            switch (words.get(0)) {
                case "", "#" -> {}
                case "complete" -> complete.addAll(words);
                case "later" -> later.addAll(words);
                default -> groups.add(RowGroup.read(line));
            }
        }
    }

    /** The section of rows that do not apply. */
    void except(List<String> lines) {
        boolean here = false;
        for (String line : lines) {
            here = line.startsWith("## ") ? line.equals("## Rows that do not apply") : here;
            Matcher row = NOT_APPLICABLE.matcher(line);
            if (here && row.matches()) {
                notApplicable.addAll(RowIds.of(row.group(1)));
            }
        }
    }

    /** What the tests have noted; a row that any test failed for is not tested. */
    void note(List<String> notes) {
        notes.stream()
                .filter(note -> note.startsWith(RowListener.PASSED))
                .forEach(note -> tested.add(note.substring(1)));
        notes.stream()
                .filter(note -> note.startsWith(RowListener.FAILED))
                .forEach(note -> tested.remove(note.substring(1)));
    }

    /** Prints a line a group; the rows without which there is no release. */
    List<String> print(PrintStream out) {
        Set<String> done = new HashSet<>(tested);
        done.addAll(notApplicable);
        List<String> missing = new ArrayList<>();
        for (RowGroup group : groups) {
            List<String> open = group.open(done);
            out.println(line(group, open));
            open.stream().filter(row -> isMissing(group, row)).forEach(missing::add);
        }
        return missing;
    }

    private String line(RowGroup group, List<String> open) {
        long passed = group.rows().stream().filter(tested::contains).count();
        return "%s %s: %d rows, %d tested, %d not applicable, %d open%s"
                .formatted(
                        group.letter(),
                        group.title(),
                        group.rows().size(),
                        passed,
                        group.rows().size() - passed - open.size(),
                        open.size(),
                        open.isEmpty() ? "" : " (" + String.join(", ", open) + ")");
    }

    private boolean isMissing(RowGroup group, String row) {
        return complete.contains(group.letter()) && group.needs(row) && !later.contains(row);
    }
}
