package dev.pkce.gateway.token;

import dev.pkce.gateway.api.Secret;
import dev.pkce.gateway.api.SignIn;
import dev.pkce.gateway.provider.SingleFlight;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** The flights of one node. */
final class LocalFlights implements Flights {
    private final SingleFlight<SignIn> underWay = new SingleFlight<>();
    private final Rotations rotations;

    LocalFlights(Rotations rotations) {
        this.rotations = rotations;
    }

    @Override
    public Future<SignIn> join(Vertx vertx, Flight flight, Supplier<Future<SignIn>> call) {
        String name = flight.name();
        // Looked for inside: whoever takes off after a flight has landed finds what it brought.
        return underWay.join(
                vertx,
                name,
                () -> rotations
                        .find(name)
                        .map(Future::succeededFuture)
                        .orElseGet(() -> call.get().map(answer -> kept(flight, answer))));
    }

    private SignIn kept(Flight flight, SignIn answer) {
        rotations.keep(flight, answer);
        return answer;
    }

    @Override
    public Future<Void> forget(Secret token) {
        rotations.forget(token);
        return Future.succeededFuture();
    }

    @Override
    public void tidy() {
        rotations.tidy();
    }
}
