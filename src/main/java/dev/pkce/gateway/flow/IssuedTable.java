package dev.pkce.gateway.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Challenges by their states, with their bytes side by side. A flood brings a million that live for minutes: without an
 * object for any of them a collection has little to copy, and nothing to look into. Safe from any thread.
 */
final class IssuedTable {
    private static final int SMALLEST = 8;
    // The bits of a place that tell which row it is.
    private static final int NUMBER = (1 << 20) - 1;

    /** How many rows a table should have at the most; it takes some more. */
    static final int MOST = 1 << 19;

    // The rows without a gap between them, block after block: none is copied as others come.
    private List<IssuedBlock> blocks;
    private int size;
    // Open addressing: which row it is, counted from 1, in the first free place from where its state leads to. The
    // other bits are of that state, so that rows, which are in memory far away, are hardly ever looked at in vain.
    private int[] places;

    /** What a table has its rows in. */
    static final class Room {
        private final List<IssuedBlock> blocks;
        private final int[] places;

        private Room(List<IssuedBlock> blocks, int[] places) {
            this.blocks = blocks;
            this.places = places;
        }

        /** For no rows yet. */
        static Room small() {
            return new Room(new ArrayList<>(), new int[SMALLEST]);
        }

        /** For how many rows it is large enough. */
        int rows() {
            return Math.min(blocks.size() * IssuedBlock.ROWS, places.length / 4 * 3);
        }
    }

    /** A table that is to be the only one in {@code room}. */
    IssuedTable(Room room) {
        this.blocks = room.blocks;
        this.places = room.places;
    }

    /** Drops all rows; what they needed may be another table's room. */
    synchronized Room vacate() {
        // No more than that, or what a flood once needed would go from table to table for ever.
        blocks.subList((size + IssuedBlock.ROWS - 1) / IssuedBlock.ROWS, blocks.size())
                .clear();
        blocks.forEach(IssuedBlock::vacate);
        Room left = new Room(blocks, sparse() ? new int[SMALLEST] : places);
        Arrays.fill(left.places, 0);
        Room small = Room.small();
        blocks = small.blocks;
        places = small.places;
        size = 0;
        return left;
    }

    /** False if there is one with its state. */
    synchronized boolean add(IssuedRow row) {
        if (size >= places.length / 4 * 3) {
            resize(2 * places.length);
        }
        int place = place(row.bytes());
        if (places[place] != 0) {
            return false;
        }
        if (size == blocks.size() * IssuedBlock.ROWS) {
            blocks.add(new IssuedBlock());
        }
        put(size++, row);
        places[place] = entry(size, IssuedBlock.mark(row.bytes(), 0));
        return true;
    }

    /** The row of the state that {@code state} begins with; null if there is none. */
    synchronized @Nullable IssuedRow get(byte[] state) {
        int found = places[place(state)];
        return found == 0 ? null : row(number(found) - 1);
    }

    /** Takes the row of that state out, unless it is not {@code wanted}; nobody sees it meanwhile. */
    synchronized boolean take(byte[] state, Predicate<IssuedRow> wanted) {
        int place = place(state);
        if (places[place] == 0 || !wanted.test(row(number(places[place]) - 1))) {
            return false;
        }
        remove(place);
        return true;
    }

    /** All that are there now. */
    synchronized List<IssuedRow> all() {
        return IntStream.range(0, size).mapToObj(this::row).toList();
    }

    private IssuedRow row(int row) {
        return blocks.get(row / IssuedBlock.ROWS).get(row % IssuedBlock.ROWS);
    }

    private void put(int row, IssuedRow issued) {
        blocks.get(row / IssuedBlock.ROWS).put(row % IssuedBlock.ROWS, issued);
    }

    /** Where the row of {@code state} is, or would be. */
    private int place(byte[] state) {
        int mark = IssuedBlock.mark(state, 0);
        int place = within(mark);
        while (places[place] != 0 && !holds(places[place], mark, state)) {
            place = after(place);
        }
        return place;
    }

    private boolean holds(int entry, int mark, byte[] state) {
        int row = number(entry) - 1;
        return entry == entry(row + 1, mark)
                && blocks.get(row / IssuedBlock.ROWS).holds(row % IssuedBlock.ROWS, state);
    }

    private static int entry(int number, int mark) {
        return (mark & ~NUMBER) | number;
    }

    private static int number(int entry) {
        return entry & NUMBER;
    }

    private int mark(int row) {
        return blocks.get(row / IssuedBlock.ROWS).mark(row % IssuedBlock.ROWS);
    }

    private int within(int place) {
        return place & (places.length - 1);
    }

    private int after(int place) {
        return within(place + 1);
    }

    private void remove(int place) {
        int row = number(places[place]) - 1;
        close(place);
        IssuedRow last = row(--size);
        if (row < size) {
            places[place(last.bytes())] = entry(row + 1, IssuedBlock.mark(last.bytes(), 0));
            put(row, last);
        }
        blocks.get(size / IssuedBlock.ROWS).forget(size % IssuedBlock.ROWS);
        if (size <= (blocks.size() - 1) * IssuedBlock.ROWS) {
            blocks.remove(blocks.size() - 1);
        }
        if (sparse()) {
            resize(places.length / 2);
        }
    }

    private boolean sparse() {
        return size < places.length / 8 && places.length > SMALLEST;
    }

    /** Makes {@code gap} a free place. */
    private void close(int gap) {
        int open = gap;
        for (int next = after(open); places[next] != 0; next = after(next)) {
            // Who would not be found any more, being led to the gap or before it, moves there.
            int home = within(mark(number(places[next]) - 1));
            if (within(next - home) >= within(next - open)) {
                places[open] = places[next];
                open = next;
            }
        }
        places[open] = 0;
    }

    private void resize(int length) {
        places = new int[length];
        for (int row = 0; row < size; row++) {
            int mark = mark(row);
            int place = within(mark);
            while (places[place] != 0) {
                place = after(place);
            }
            places[place] = entry(row + 1, mark);
        }
    }
}
