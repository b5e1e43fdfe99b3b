package dev.pkce.gateway.flow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IssuedTableTest {
    private enum Call {
        ADD,
        TAKE,
        TAKE_ANOTHER,
        GET,
        VACATE
    }

    /** @param mark which decides where a row lies; states of the same differ in their end */
    private record Action(Call call, int mark, byte end, boolean rest) {
        String name() {
            return mark + " " + end;
        }

        IssuedRow row() {
            byte[] bytes = ByteBuffer.allocate(IssuedRow.LENGTH)
                    .putInt(mark)
                    .put(IssuedRow.STATE - 1, end)
                    .array();
            return new IssuedRow(bytes, rest ? new IssuedRow.Rest(name(), null, null) : null);
        }
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        // Many of the same, and some that begin at the end of a table of any size, to run past it.
        Arbitrary<Integer> marks = Arbitraries.of(0, 1, 2, -1, -2, -3, 1 << 20, 7);
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(40, Call.ADD),
                                Tuple.of(30, Call.TAKE),
                                Tuple.of(10, Call.TAKE_ANOTHER),
                                Tuple.of(10, Call.GET),
                                Tuple.of(1, Call.VACATE)),
                        marks,
                        Arbitraries.bytes().between((byte) 0, (byte) 9),
                        Arbitraries.of(true, false))
                .as(Action::new)
                .list()
                .ofMinSize(50)
                .ofMaxSize(400);
    }

    @Property(tries = 300)
    void it_holds_what_a_map_by_state_would(@ForAll("actions") List<Action> actions) {
        IssuedTable table = new IssuedTable(IssuedTable.Room.small());
        Map<String, IssuedRow> model = new HashMap<>();

        for (Action action : actions) {
            IssuedRow row = action.row();
            switch (action.call()) {
                case ADD -> assertThat(table.add(row)).isEqualTo(model.putIfAbsent(action.name(), row) == null);
                case TAKE ->
                    assertThat(table.take(row.bytes(), found -> same(found, model.get(action.name()))))
                            .isEqualTo(model.remove(action.name()) != null);
                case TAKE_ANOTHER ->
                    assertThat(table.take(row.bytes(), found -> false)).isFalse();
                case GET ->
                    assertThat(same(table.get(row.bytes()), model.get(action.name())))
                            .isTrue();
                case VACATE -> {
                    IssuedTable gone = table;
                    table = new IssuedTable(gone.vacate());
                    assertThat(gone.all()).isEmpty();
                    model.clear();
                }
            }
        }

        assertThat(table.all()).hasSameSizeAs(model.values());
        for (IssuedRow row : model.values()) {
            assertThat(same(table.get(row.bytes()), row)).isTrue();
        }
    }

    private static boolean same(@Nullable IssuedRow found, @Nullable IssuedRow row) {
        if (found == null || row == null) {
            return found == row;
        }
        return Arrays.equals(found.bytes(), row.bytes()) && Objects.equals(found.rest(), row.rest());
    }

    @Test
    void rows_stay_as_they_are_while_it_grows_and_shrinks() {
        IssuedTable table = new IssuedTable(IssuedTable.Room.small());
        List<Origin> origins = IntStream.range(0, 5_000)
                .mapToObj(i -> new Origin(States.next(), "nonce " + i, S256.of("verifier " + i), null, i))
                .toList();
        origins.forEach(origin -> assertThat(table.add(row(origin))).isTrue());
        origins.forEach(origin -> assertThat(flow(table, origin)).isEqualTo(new Flow.Issued(origin)));

        origins.subList(10, 5_000)
                .forEach(origin ->
                        assertThat(table.take(row(origin).bytes(), row -> true)).isTrue());

        assertThat(table.all()).hasSize(10);
        origins.subList(0, 10).forEach(origin -> assertThat(flow(table, origin)).isEqualTo(new Flow.Issued(origin)));
    }

    @Test
    void the_next_table_has_the_room_that_one_needed_and_no_more() {
        List<IssuedRow> rows = IntStream.range(0, 5_000)
                .mapToObj(i -> row(new Origin(States.next(), "nonce " + i, S256.of("verifier " + i), null, i)))
                .toList();
        IssuedTable flooded = new IssuedTable(IssuedTable.Room.small());
        rows.forEach(flooded::add);
        IssuedTable.Room large = flooded.vacate();
        assertThat(large.rows()).isBetween(5_000, 10_000);

        IssuedTable quiet = new IssuedTable(large);
        rows.subList(0, 3).forEach(quiet::add);

        assertThat(quiet.all()).hasSize(3);
        assertThat(quiet.vacate().rows()).isBetween(3, 32);
        assertThat(quiet.vacate().rows()).isZero();
    }

    private static IssuedRow row(Origin origin) {
        return requireNonNull(IssuedRow.of(origin));
    }

    private static Flow.@Nullable Issued flow(IssuedTable table, Origin origin) {
        IssuedRow found = table.get(row(origin).bytes());
        return found == null ? null : found.flow();
    }
}
