package dev.pkce.gateway.ops;

/** Whether the gateway wants traffic. Safe from any thread. */
public final class Readiness {
    private volatile boolean started;
    private volatile boolean draining;
    private volatile int managementPort;

    /** Everything is deployed. */
    public void start() {
        started = true;
    }

    /** No more traffic, please; there is no way back. */
    public void drain() {
        draining = true;
    }

    void managementPort(int port) {
        managementPort = port;
    }

    /** Where the management port listens; 0 until it does. */
    public int managementPort() {
        return managementPort;
    }

    boolean started() {
        return started;
    }

    boolean ready() {
        return started && !draining;
    }

    boolean wanted() {
        return !draining;
    }
}
