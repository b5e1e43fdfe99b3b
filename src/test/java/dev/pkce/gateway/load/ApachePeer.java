package dev.pkce.gateway.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Apache with mod_auth_openidc, as Debian packages them, with a configuration and files of its own. */
final class ApachePeer {
    private static final Path BINARY = Path.of("/usr/sbin/apache2");
    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");

    private ApachePeer() {}

    static boolean installed() {
        return Files.isExecutable(BINARY) && Files.exists(MODULES.resolve("mod_auth_openidc.so"));
    }

    /** The command that serves on a free port, with its files in {@code directory}. */
    static List<String> command(Path directory) throws IOException {
        Path pages = Files.createDirectories(directory.resolve("pages"));
        Files.writeString(pages.resolve("up"), "up\n");
        Files.writeString(pages.resolve("page"), "page\n");
        // It gives up being root before it reads them.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = directory.resolve("apache.conf");
        Files.writeString(file, configuration(directory, pages));
        return List.of(BINARY.toString(), "-DFOREGROUND", "-f", file.toString(), "-C", "Listen 127.0.0.1:PORT");
    }

    private static String configuration(Path directory, Path pages) {
        return """
                ServerRoot %1$s
                ServerName 127.0.0.1
                PidFile %1$s/pid
                ErrorLog %1$s/error.log
                LogLevel error
                User www-data
                Group www-data
                LoadModule mpm_event_module %3$s/mod_mpm_event.so
                LoadModule authn_core_module %3$s/mod_authn_core.so
                LoadModule authz_core_module %3$s/mod_authz_core.so
                LoadModule authz_user_module %3$s/mod_authz_user.so
                LoadModule auth_openidc_module %3$s/mod_auth_openidc.so
                DocumentRoot %2$s
                MaxKeepAliveRequests 0
                StartServers 2
                ThreadsPerChild 64
                MaxRequestWorkers 384
                OIDCProviderIssuer https://127.0.0.1:9/
                OIDCProviderAuthorizationEndpoint https://127.0.0.1:9/authorize
                OIDCProviderTokenEndpoint https://127.0.0.1:9/token
                OIDCProviderJwksUri https://127.0.0.1:9/keys
                OIDCClientID client
                OIDCClientSecret secret
                OIDCPKCEMethod S256
                OIDCCryptoPassphrase some-passphrase-of-a-measurement
                OIDCRedirectURI http://127.0.0.1/callback
                <Location /page>
                AuthType openid-connect
                Require valid-user
                </Location>
                <Location /callback>
                AuthType openid-connect
                Require valid-user
                </Location>
                """.formatted(directory, pages, MODULES);
    }
}
