package dev.pkce.gateway.flow;

/**
 * A flow as it was read.
 *
 * @param flow what was read
 * @param version what a change of it must still find; empty where the flow itself says that
 */
record Row(Flow flow, String version) {
    /** A row of this process, which is compared by what it holds. */
    Row(Flow flow) {
        this(flow, "");
    }
}
