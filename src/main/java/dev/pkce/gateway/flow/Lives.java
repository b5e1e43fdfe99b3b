package dev.pkce.gateway.flow;

import java.util.List;
import java.util.stream.Stream;

/**
 * How long flows live, now and a while ago. A row holds only when its flow ends; when it began follows from that, though
 * {@code flows.ttl} may have changed since.
 */
final class Lives {
    // No flow lives for longer than an hour, so older changes than these hardly matter.
    private static final int MOST = 16;

    /** @param since the time from which flows have lived for {@code ttl} */
    private record Span(long since, long ttl) {}

    private final Terms terms;
    private volatile List<Span> latestFirst;

    Lives(Terms terms) {
        this.terms = terms;
        this.latestFirst = List.of(new Span(Long.MIN_VALUE, terms.ttl()));
    }

    /** When a flow that begins now ends. */
    long deadline() {
        return terms.now() + ttl();
    }

    private long ttl() {
        long ttl = terms.ttl();
        if (latestFirst.get(0).ttl() != ttl) {
            changed(ttl);
        }
        return ttl;
    }

    private synchronized void changed(long ttl) {
        if (latestFirst.get(0).ttl() != ttl) {
            latestFirst = Stream.concat(Stream.of(new Span(terms.now(), ttl)), latestFirst.stream())
                    .limit(MOST)
                    .toList();
        }
    }

    /** When the flow that ends at {@code deadline} began, which was at {@code latest} or before. */
    long begun(long deadline, long latest) {
        ttl();
        List<Span> spans = latestFirst;
        return spans.stream()
                .filter(span -> deadline - span.ttl() >= span.since() && deadline - span.ttl() <= latest)
                .findFirst()
                .map(span -> deadline - span.ttl())
                .orElseGet(() ->
                        Math.min(latest, deadline - spans.get(spans.size() - 1).ttl()));
    }
}
