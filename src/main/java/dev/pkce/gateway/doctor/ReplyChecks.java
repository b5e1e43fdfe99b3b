package dev.pkce.gateway.doctor;

import dev.pkce.gateway.provider.Probe;
import dev.pkce.gateway.provider.ProviderReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the header fields of all answers tell: the time, and how often the provider may be asked. */
final class ReplyChecks {
    private static final Duration NOTED = Duration.ofSeconds(30);
    // ID tokens are given that much.
    private static final Duration TOLERATED = Duration.ofSeconds(60);
    private static final Pattern LIMIT = Pattern.compile("(?i)retry-after|(x-)?ratelimit.*");

    private ReplyChecks() {}

    static Finding clock(List<ProviderReply> replies) {
        Optional<Duration> told =
                replies.stream().flatMap(reply -> Probe.clock(reply).stream()).findFirst();
        return told.map(ReplyChecks::clock).orElseGet(() -> Finding.skip(Check.CLOCK, "no answer told the time"));
    }

    private static Finding clock(Duration ahead) {
        Duration off = ahead.abs();
        String detail = "it is %d s %s ours".formatted(off.toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
        String change = "at this machine, or at the provider: set the clock by NTP";
        if (off.compareTo(TOLERATED) > 0) {
            return Finding.fail(Check.CLOCK, detail + ", so ID tokens are refused (60 s are tolerated)", change);
        }
        return off.compareTo(NOTED) > 0 ? Finding.warn(Check.CLOCK, detail, change) : Finding.pass(Check.CLOCK, detail);
    }

    static Finding rateLimits(List<ProviderReply> replies) {
        String told = replies.stream()
                .flatMap(reply -> reply.headers().entries().stream())
                .filter(header -> LIMIT.matcher(header.getKey()).matches())
                .map(ReplyChecks::told)
                .distinct()
                .collect(Collectors.joining(", "));
        return replies.stream().anyMatch(reply -> reply.status() == 429)
                ? Finding.warn(
                        Check.RATE_LIMITS,
                        "the provider answered 429 " + (told.isEmpty() ? "without Retry-After" : told),
                        "at the provider: a higher limit for this client")
                : Finding.pass(Check.RATE_LIMITS, told.isEmpty() ? "none are told of" : told);
    }

    private static String told(Map.Entry<String, String> header) {
        return header.getKey() + ": " + header.getValue();
    }
}
