package dev.pkce.gateway.flow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Challenges side by side, for {@link IssuedTable}. Confined to whoever has the lock of that. */
final class IssuedBlock {
    /** How many it has room for. */
    static final int ROWS = 32;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[ROWS * IssuedRow.LENGTH];
    private IssuedRow.@Nullable Rest[] rests = {};

    IssuedRow get(int row) {
        int from = row * IssuedRow.LENGTH;
        return new IssuedRow(
                Arrays.copyOfRange(bytes, from, from + IssuedRow.LENGTH), rests.length == 0 ? null : rests[row]);
    }

    void put(int row, IssuedRow issued) {
        System.arraycopy(issued.bytes(), 0, bytes, row * IssuedRow.LENGTH, IssuedRow.LENGTH);
        if (issued.rest() != null && rests.length == 0) {
            rests = new IssuedRow.@Nullable Rest[ROWS];
        }
        if (rests.length > 0) {
            rests[row] = issued.rest();
        }
    }

    int mark(int row) {
        return mark(bytes, row * IssuedRow.LENGTH);
    }

    void vacate() {
        Arrays.fill(bytes, (byte) 0);
        rests = new IssuedRow.@Nullable Rest[0];
    }

    /** Keeps nothing alive for {@code row}, which is none any more. */
    void forget(int row) {
        if (rests.length > 0) {
            rests[row] = null;
        }
    }

    boolean holds(int row, byte[] state) {
        int from = row * IssuedRow.LENGTH;
        return Arrays.equals(bytes, from, from + IssuedRow.STATE, state, 0, IssuedRow.STATE);
    }

    // Random bits of the state: the gateway has made all that are here, so nobody can have them meet.
    static int mark(byte[] bytes, int from) {
        return (int) INT.get(bytes, from);
    }
}
