package dev.pkce.gateway.contract;

import dev.pkce.gateway.TestGateway;
import dev.pkce.gateway.contract.Doors.House;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A test of one program, which comes in through each door in turn. */
class Visits {
    @Parameter
    Door.Kind kind;

    House house;
    Visit login;

    @BeforeEach
    void come(House open, Transcript transcript) {
        house = open;
        login = Visit.of(gateway(), kind, transcript, null);
    }

    /** Which of the gateways it comes to. */
    TestGateway gateway() {
        return house.usual();
    }
}
