package dev.pkce.gateway.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** One of the servers that are compared, and what was measured of it. */
final class Contender implements AutoCloseable {
    private final List<Wrk> rounds = new ArrayList<>();
    private final List<Double> cpuMicros = new ArrayList<>();
    private final String name;
    private final String path;
    private final Started server;
    private long requests;

    /** Asks {@code server} for {@code path}. */
    Contender(String name, String path, Started server) {
        this.name = name;
        this.path = path;
        this.server = server;
    }

    String name() {
        return name;
    }

    Started server() {
        return server;
    }

    /** The same server, of which nothing was measured yet. */
    Contender again(String measured) {
        return new Contender(measured, path, server);
    }

    /** How often it was asked so far. */
    long requests() {
        return requests;
    }

    /** It was asked so often elsewhere. */
    void add(long more) {
        requests += more;
    }

    /** Asks it for some time, on the processor {@code cpu}. */
    Wrk ask(int seconds, int cpu) throws IOException {
        Wrk measured = Wrk.run("http://127.0.0.1:" + server.port() + path, seconds, cpu);
        requests += measured.requests();
        return measured;
    }

    /** The same as a round that counts. */
    void round(int seconds, int cpu) throws IOException {
        Duration before = server.cpu();
        Wrk measured = ask(seconds, cpu);
        rounds.add(measured);
        double nanos = server.cpu().minus(before).toNanos();
        cpuMicros.add(nanos / 1000 / measured.requests());
    }

    double median(ToDoubleFunction<Wrk> measure) {
        return median(rounds.stream().mapToDouble(measure));
    }

    /** Microseconds of processor time that its process takes for a request. */
    double cpuMicros() {
        return median(cpuMicros.stream().mapToDouble(Double::doubleValue));
    }

    private double median(DoubleStream figures) {
        return figures.sorted().skip(rounds.size() / 2).findFirst().orElse(0);
    }

    long failed() {
        return rounds.stream().mapToLong(Wrk::failed).sum();
    }

    /** Of each round. */
    String each(String format, ToDoubleFunction<Wrk> measure) {
        return String.join(
                " ",
                rounds.stream()
                        .map(round -> format.formatted(measure.applyAsDouble(round)))
                        .toList());
    }

    @Override
    public void close() {
        server.close();
    }
}
