package dev.pkce.gateway.load;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.OAuth2AuthHandler;
import io.vertx.ext.web.handler.SessionHandler;
import io.vertx.ext.web.sstore.LocalSessionStore;
import java.util.function.Supplier;

/** A page behind the OAuth2 handler of vertx-web: whoever asks for it is sent to the provider, with PKCE. */
public final class LoginPeer extends VerticleBase {
    private static final int VERIFIER_CHARS = 64;

    private final int port;

    private LoginPeer(int port) {
        this.port = port;
    }

    /** Serves on the port that is the first argument. */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        Supplier<Deployable> peers = () -> new LoginPeer(port);
        vertx.deployVerticle(peers, new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE))
                .await();
    }

    @Override
    public Future<?> start() {
        OAuth2Auth provider = OAuth2Auth.create(
                vertx,
                new OAuth2Options()
                        .setClientId("client")
                        .setClientSecret("secret")
                        .setSite("http://127.0.0.1:9")
                        .setAuthorizationPath("/authorize")
                        .setTokenPath("/token"));
        Router router = Router.router(vertx);
        router.get("/up").handler(ctx -> ctx.end("up"));
        router.route().handler(SessionHandler.create(LocalSessionStore.create(vertx)));
        router.get("/page")
                .handler(OAuth2AuthHandler.create(vertx, provider, "http://127.0.0.1:" + port + "/callback")
                        .pkceVerifierLength(VERIFIER_CHARS)
                        .setupCallback(router.get("/callback")));
        return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
    }
}
