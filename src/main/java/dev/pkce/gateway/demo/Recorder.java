package dev.pkce.gateway.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that reached the provider, in order of arrival. May be read from any thread. */
public final class Recorder {
    /** A long load run must not fill the heap; the counts stay exact. */
    private static final int KEPT = 20_000;

    private final Deque<Recorded> requests = new ArrayDeque<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Recorder() {}

    /** The newest 20,000 requests, oldest first. */
    public synchronized List<Recorded> all() {
        return List.copyOf(requests);
    }

    /** Those of {@link #all()} with this path. */
    public List<Recorded> at(String path) {
        return all().stream().filter(request -> request.path().equals(path)).toList();
    }

    /** How many requests came to this path since the last {@link #clear()}. */
    public synchronized int count(String path) {
        return counts.getOrDefault(path, 0);
    }

    /** Forgets everything. */
    public synchronized void clear() {
        requests.clear();
        counts.clear();
    }

    synchronized void add(Recorded request) {
        if (requests.size() == KEPT) {
            requests.removeFirst();
        }
        requests.addLast(request);
        counts.merge(request.path(), 1, Integer::sum);
    }
}
