package dev.pkce.gateway.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Which part of a gateway the samples of a recording were taken in. */
final class Costs {
    /** The innermost frame that is of any part tells which one a sample is of. */
    private record Part(String name, Pattern frames) {
        Part(String name, String frames) {
            this(name, Pattern.compile(frames));
        }
    }

    private static final String OTHER = "other";
    private static final List<Part> PARTS = List.of(
            new Part(
                    "writing to the connection",
                    "epoll\\.Native(Static)?\\.|netty\\.channel\\.unix\\.Socket\\.(write|send)"),
            new Part("reading from the connection", "netty\\.channel\\.unix\\.Socket\\.(read|recv)"),
            new Part("metrics", "\\.RequestMeters|\\.Exchange|micrometer|prometheus"),
            new Part("log of requests", "\\.RequestLog"),
            new Part("traces", "\\.RequestTrace|opentelemetry|gateway\\.trace\\."),
            new Part("deadlines of connections", "\\.ReadingDeadlines"),
            new Part("rate limits and client address", "\\.RateLimits|Shares|\\.ClientAddress"),
            new Part(
                    "rules of requests",
                    "\\.BrowserGuard|\\.RequestRules|\\.BodyRules|\\.Prefetch|\\.Slots|\\.FlowCookies|\\.Edge|\\.Entrance"),
            new Part("header fields of the answer", "\\.Answer(s|Fields)|http\\.HttpHeaders|HeadersMultiMap"),
            new Part("JSON of the answer", "\\.toBuffer|\\.PlainChallenge"),
            new Part("making the challenge", "gateway\\.challenge\\.Challenges|\\.FreshTexts"),
            new Part("storing it", "gateway\\.flow\\.|shareddata"),
            new Part("event bus", "eventbus|gateway\\.api\\.(?!Base64Url)"),
            new Part("router", "vertx\\.ext\\.web"),
            new Part(
                    "HTTP and pipeline",
                    "vertx\\.core\\.http|vertx\\.core\\.net|netty\\.handler|netty\\.channel|netty\\.buffer"));

    private Costs() {}

    /** The share of each part in the samples of event loops in {@code recording}, the largest first. */
    static Map<String, Double> of(Path recording) throws IOException {
        Map<String, Integer> samples = new TreeMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (isSample(event)) {
                    samples.merge(part(event), 1, Integer::sum);
                }
            }
        }
        double all = samples.values().stream().mapToInt(Integer::intValue).sum();
        return samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue() / all, (a, b) -> a, LinkedHashMap::new));
    }

    private static boolean isSample(RecordedEvent event) {
        String name = event.getEventType().getName();
        return (name.equals("jdk.ExecutionSample") || name.equals("jdk.NativeMethodSample"))
                && event.getStackTrace() != null
                && event.getThread("sampledThread") != null
                && event.getThread("sampledThread").getJavaName().startsWith("vert.x-eventloop")
                && !frame(event.getStackTrace().getFrames().get(0)).contains("epollWait");
    }

    private static String part(RecordedEvent event) {
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String name = frame(frame);
            for (Part part : PARTS) {
                if (part.frames().matcher(name).find()) {
                    return part.name();
                }
            }
        }
        return OTHER;
    }

    private static String frame(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
