package dev.pkce.gateway.doctor;

import dev.pkce.gateway.api.PkceException;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why no answer came, in the words of an operator. */
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        if (failure instanceof PkceException known) {
            return known.problem().detail();
        }
        if (failure instanceof UnknownHostException) {
            return "its host name cannot be resolved";
        }
        if (failure instanceof ConnectTimeoutException || failure instanceof TimeoutException) {
            return "it did not answer in time";
        }
        if (failure instanceof SSLException) {
            return "no TLS 1.2 or 1.3 can be agreed on (" + failure.getMessage() + ")";
        }
        if (failure instanceof ConnectException) {
            return "it refuses connections";
        }
        return failure instanceof HttpClosedException
                ? "it closed the connection without an answer"
                : String.valueOf(failure.getMessage());
    }
}
