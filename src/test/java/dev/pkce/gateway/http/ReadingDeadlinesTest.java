package dev.pkce.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pkce.gateway.GatewayExtension;
import dev.pkce.gateway.Login;
import dev.pkce.gateway.RawSocket;
import dev.pkce.gateway.Reply;
import dev.pkce.gateway.TestGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GatewayExtension.class)
class ReadingDeadlinesTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    @DisplayName("O9, O10, O13: who sends half a request, or none, is cut off in time; a parked caller is not")
    void slow(TestGateway gateway) throws Exception {
        Login login = gateway.login();
        CompletableFuture<Reply> parked = login.seeded().park();
        List<RawSocket> slow = new ArrayList<>();
        for (String begun : begun().toList()) {
            slow.add(RawSocket.open(gateway)
                    .send(begun.replace("HOST", "localhost:" + gateway.gateway().port())));
        }
        try (RawSocket dripping = RawSocket.open(gateway).send("GET /pkce/challenge HTTP/1.1\r\nHost: ")) {
            assertThat(dripping.drip("x", LONGEST)).doesNotContain("500");
        }
        for (RawSocket socket : slow) {
            assertThat(socket.readToEnd(LONGEST)).doesNotContain("403", "500");
            socket.close();
        }

        assertThat(parked).isNotDone();
        String code = login.signIn();
        assertThat(parked.join().expect(200).json("result").getString("code")).isEqualTo(code);
    }

    private static Stream<String> begun() {
        return Stream.of(
                "",
                "G",
                "GET /pkce/challenge HTTP/1.1\r\nHost: localh",
                "POST /pkce/token HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
                "POST /pkce/response/code HTTP/1.1\r\nHost: HOST\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nco\r\n"
                        .formatted("application/x-www-form-urlencoded"),
                "GET /pkce/challenge HTTP/1.1\r\nHost: HOST\r\n\r\n");
    }
}
