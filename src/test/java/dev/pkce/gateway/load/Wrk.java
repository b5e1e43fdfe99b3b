package dev.pkce.gateway.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code wrk} measured.
 *
 * @param requests all of them
 * @param perSecond requests a second
 * @param p50 of what they took, in milliseconds
 * @param p99 of what they took, in milliseconds
 * @param failed how many were answered with 400 or above, or not at all
 */
record Wrk(long requests, double perSecond, double p50, double p99, long failed) {
    private static final int CONNECTIONS = 64;

    /** Asks for {@code url} over 64 connections, one after the other on each, from one thread on the processor {@code cpu}. */
    static Wrk run(String url, int seconds, int cpu) throws IOException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(cpu)));
        command.addAll(List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--latency"));
        // To who accepts nothing mod_auth_openidc says 401 and begins no login.
        command.addAll(List.of("-H", "Accept: */*", url));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!said.contains("Requests/sec")) {
            throw new IOException(said);
        }
        return new Wrk(
                (long) number(said, "(\\d+)() requests in"),
                number(said, "Requests/sec: +([\\d.]+)()"),
                number(said, "50% +([\\d.]+)(\\w+)"),
                number(said, "99% +([\\d.]+)(\\w+)"),
                (long) (number(said, "Non-2xx or 3xx responses: (\\d+)()")
                        + number(said, "Socket errors: .*timeout (\\d+)()")));
    }

    private static double number(String said, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(said);
        return found.find() ? Double.parseDouble(found.group(1)) * millis(found.group(2)) : 0;
    }

    private static double millis(String unit) {
        return switch (unit) {
            case "us" -> 1e-3;
            case "s" -> 1e3;
            case "m" -> 60e3;
            default -> 1;
        };
    }
}
