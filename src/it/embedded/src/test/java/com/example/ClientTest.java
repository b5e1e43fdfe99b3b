package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pkce.gateway.GatewayVerticle;
import dev.pkce.gateway.demo.DevelopmentProvider;
import dev.pkce.gateway.testing.PkceGatewayExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The published extension. */
@ExtendWith(PkceGatewayExtension.class)
class ClientTest {
    @Test
    void the_gateway_is_there(GatewayVerticle gateway, DevelopmentProvider provider) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/pkce/challenge")).build();

        assertEquals(200, HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        assertEquals(provider.issuer(), gateway.inForce().providers().get(0).issuer());
    }
}
