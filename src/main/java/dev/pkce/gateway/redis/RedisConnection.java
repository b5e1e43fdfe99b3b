package dev.pkce.gateway.redis;

import dev.pkce.gateway.redis.Fault.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What several nodes share. Connections that are lost are opened again by themselves. Every call is over within the
 * deadline of the configuration; it fails with a {@link dev.pkce.gateway.api.PkceException} of status 503, at once while
 * Redis is known to be down. Safe from any thread; who calls on a context is answered there.
 */
public final class RedisConnection {
    private final List<Commands> purposes = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> listening = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Vertx vertx;
    private final RedisConfig config;
    private final Supplier<Redis> clients;
    private final CommandMeters meters;

    private RedisConnection(Vertx vertx, RedisConfig config, MeterRegistry registry) {
        this.vertx = vertx;
        this.config = config;
        this.clients = Dialing.clients(vertx, config);
        this.meters = new CommandMeters(registry);
        for (int i = 0; i < config.connections(); i++) {
            Commands purpose = new Commands(config.prefix() + ":alive");
            purposes.add(purpose);
            lines.add(line(purpose));
        }
    }

    /**
     * Connects; done after the first attempt, whether that succeeded or not: it goes on trying until it is closed. That
     * attempt has four seconds more than the others, as a program that has just begun takes its time.
     */
    public static Future<RedisConnection> open(Vertx vertx, RedisConfig config, MeterRegistry registry) {
        RedisConnection redis = new RedisConnection(vertx, config, registry);
        return Future.join(redis.lines.stream().map(Line::open).toList()).map(redis);
    }

    private Line line(Purpose purpose) {
        return new Line(vertx, clients, purpose, config.timeout().toMillis());
    }

    /** What every name in Redis begins with. */
    public String prefix() {
        return config.prefix();
    }

    /** The name of {@code rest}, which is one of {@code kind}. */
    public String name(String kind, String rest) {
        return config.prefix() + ":" + kind + ":" + rest;
    }

    /**
     * Sends one command; null is a reply too. The name of the command is what metrics call it, so it must not be made of
     * anything from outside.
     */
    public Future<@Nullable Response> send(Request request) {
        return call(request.command().toString(), request).recover(RedisConnection::told);
    }

    /**
     * Runs {@code script} as one step.
     *
     * @param keys the names it touches, all in one slot: they share what stands in braces
     * @param arguments each a {@link Buffer}, a {@code byte[]}, or anything else as its text
     */
    public Future<@Nullable Response> eval(Script script, List<String> keys, List<?> arguments) {
        return call(script.name(), script.known(keys, arguments))
                .recover(failure -> Fault.noScript(failure)
                        ? call(script.name(), script.whole(keys, arguments))
                        : Future.failedFuture(failure))
                .recover(RedisConnection::told);
    }

    /** Tells all that listen on {@code channel} at this moment; nobody may. */
    public Future<?> publish(String channel, byte[] news) {
        return send(Request.cmd(Command.PUBLISH).arg(channel).arg(news));
    }

    private Future<@Nullable Response> call(String name, Request request) {
        long began = System.nanoTime();
        Future<Response> sent = sent(request);
        if (sent == null) {
            meters.ended(name, began, Outcome.UNAVAILABLE);
            return Future.failedFuture(Fault.DOWN.told());
        }
        return sent.onComplete(end -> meters.ended(name, began, outcome(end.cause())));
    }

    private static Outcome outcome(@Nullable Throwable failure) {
        // A script that is not known yet is sent again, which counts.
        return failure == null || Fault.noScript(failure)
                ? Outcome.SUCCESS
                : Fault.of(failure).outcome();
    }

    private static <T> Future<T> told(Throwable failure) {
        boolean ready = failure instanceof dev.pkce.gateway.api.PkceException;
        return Future.failedFuture(ready ? failure : Fault.of(failure).told());
    }

    /** On a connection of the caller's own event loop if there is one, else on the next; null if there is none. */
    private @Nullable Future<Response> sent(Request request) {
        ContextInternal context = ContextInternal.current();
        EventLoop loop = context == null ? null : context.nettyEventLoop();
        int first = Math.floorMod(turn.getAndIncrement(), lines.size());
        Line chosen = null;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get((first + i) % lines.size());
            if (line.isOpen() && (chosen == null || (loop != null && line.runsOn(loop)))) {
                chosen = line;
            }
        }
        return chosen == null ? null : chosen.send(request);
    }

    /**
     * Whether a call that failed with {@code failure} may have been done all the same: it was sent, and no reply came. One
     * that failed otherwise was not done.
     */
    public static boolean mayHaveBeenDone(Throwable failure) {
        return Fault.perhapsDone(failure);
    }

    /**
     * Has {@code hearer} told what is published on {@code channel}, on one and the same event loop, until this is closed.
     * What is published while there is no connection is not heard. Done after the first attempt, as {@link #open}.
     */
    public Future<?> subscribe(String channel, Consumer<Buffer> hearer) {
        Line line = line(new Listening(channel, hearer));
        listening.add(line);
        return line.open();
    }

    /**
     * Why Redis cannot be used, in fixed words and with what it said as one word, such as {@code WRONGPASS}; empty while it
     * can. Told at once.
     */
    public Optional<String> trouble() {
        boolean open = lines.stream().anyMatch(Line::isOpen);
        boolean well = IntStream.range(0, lines.size())
                .anyMatch(
                        i -> lines.get(i).isOpen() && purposes.get(i).trouble().isEmpty());
        String word = purposes.stream()
                .flatMap(purpose -> purpose.trouble().stream())
                .findFirst()
                .orElse("down");
        return well
                ? Optional.empty()
                : Optional.of("Redis %s (%s).".formatted(open ? "takes no writes" : "cannot be reached", word));
    }

    /** Ends all connections; done once they are closed. */
    public Future<?> close() {
        return Future.join(Stream.concat(lines.stream(), listening.stream())
                .map(Line::close)
                .toList());
    }

    @Override
    public String toString() {
        return "RedisConnection[" + config.prefix() + "]";
    }
}
