package dev.pkce.gateway.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class RowListenerTest {
    /** Run by the tests below only. */
    @DisplayName("S1: a class")
    static class Cases {
        @Test
        @DisplayName("A1, A2: passes")
        void passes() {}

        @DisplayName("B1: some cases")
        @ParameterizedTest(name = "B{0}: case {0}")
        @ValueSource(ints = {2, 3})
        void cases(int number) {
            assertThat(number).isEqualTo(2);
        }

        @Test
        @DisplayName("C1: is left out")
        void is_left_out() {
            assumeTrue(false);
        }

        @Test
        void has_no_row() {}
    }

    @Test
    void the_rows_of_a_test_are_those_of_its_case_its_method_and_its_class(@TempDir Path directory) throws IOException {
        run(new RowListener(directory.resolve("rows").toString()));

        assertThat(notes(directory.resolve("rows")))
                .containsExactlyInAnyOrder("+S1", "+A1", "+A2", "+B1", "+B2", "-B1", "-B3", "-S1");
    }

    @Test
    void nothing_is_noted_where_nobody_asks(@TempDir Path directory) throws IOException {
        run(new RowListener(null));

        assertThat(notes(directory)).isEmpty();
    }

    private static void run(RowListener listener) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Cases.class))
                .build();
        // Without the listener of the build itself.
        LauncherConfig alone = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(alone).execute(request, listener);
    }

    private static List<String> notes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            return all.isEmpty() ? List.of() : Files.readAllLines(all.get(0));
        }
    }
}
