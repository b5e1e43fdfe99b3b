package dev.pkce.gateway.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowSummaryTest {
    private static final List<String> LIST =
            List.of("# rows", "complete A", "later A4", "A Challenges HCMCC", "B Seeds CC");

    private final RowSummary summary = new RowSummary();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A2, A13: every verifier | A2 A13",
                "A1 a challenge | A1",
                "F2-F4: an answer | F2 F3 F4",
                "F2-4, G1: an answer | F2 F3 F4 G1",
                "A1 | A1",
                "A10 of them | A10",
                "a_challenge | ''",
                "RFC 7636 | ''",
                "A challenge | ''",
                "U1: no group | ''",
                "see A1 | ''"
            })
    void a_display_name_begins_with_its_rows(String name, String rows) {
        assertThat(String.join(" ", RowIds.of(name))).isEqualTo(rows);
    }

    @Test
    void each_group_is_summed_up() {
        summary.read(LIST);
        summary.except(List.of("- **A1**: elsewhere", "## Rows that do not apply", "", "- **A5, A2**: why", "## More"));
        summary.note(List.of("+A1", "+A2", "+B1"));
        print();

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "A Challenges: 5 rows, 2 tested, 1 not applicable, 2 open (A3, A4)",
                        "B Seeds: 2 rows, 1 tested, 0 not applicable, 1 open (B2)");
    }

    @Test
    void grave_open_rows_of_complete_groups_are_missing_but_for_those_that_come_later() {
        summary.read(LIST);
        summary.note(List.of("+A2"));

        assertThat(print()).containsExactly("A1", "A5");
    }

    @Test
    void a_row_that_a_test_failed_for_is_open_whatever_other_tests_say() {
        summary.read(LIST);
        summary.note(List.of("-A1", "+A1", "+A2", "+A5"));

        assertThat(print()).containsExactly("A1");
    }

    @Test
    void the_list_of_this_project_holds_every_row() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/rows.txt"));
        List<RowGroup> groups = lines.stream()
                .filter(line -> line.matches("[A-T] .*"))
                .map(RowGroup::read)
                .toList();

        assertThat(groups).hasSize(20);
        assertThat(groups.stream().flatMap(group -> group.rows().stream()))
                .hasSize(301)
                .doesNotHaveDuplicates();
    }

    private List<String> print() {
        return summary.print(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
}
