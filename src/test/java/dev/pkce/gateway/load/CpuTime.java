package dev.pkce.gateway.load;

import java.time.Duration;

/** How long the processors worked for the gateway's process and for this one; zero where it is not known. */
record CpuTime(Duration gateway, Duration driver) {
    static CpuTime now(long gatewayPid) {
        return new CpuTime(
                ProcessHandle.of(gatewayPid).map(CpuTime::of).orElse(Duration.ZERO), of(ProcessHandle.current()));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
