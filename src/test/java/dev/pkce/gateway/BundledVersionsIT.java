package dev.pkce.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is inside the jar that people run, whatever the build meant to put there. */
class BundledVersionsIT {
    @Test
    @DisplayName("T1: the jar holds no Netty below 4.2.18")
    void netty_is_above_its_floor() throws IOException {
        assertThat(versions("io.netty"))
                .containsKeys("netty-codec-http", "netty-codec-http2", "netty-handler")
                .allSatisfy((artifact, version) ->
                        assertThat(version).as(artifact).isGreaterThanOrEqualTo(Version.parse("4.2.18.Final")));
    }

    @Test
    @DisplayName("T2: the jar holds no Vert.x below 5.0.12 where its holes were, nor any other below 5.0.7")
    void vertx_is_above_its_floor() throws IOException {
        Map<String, Version> versions = versions("io.vertx");

        assertThat(versions)
                .containsKeys("vertx-core", "vertx-web")
                .allSatisfy((artifact, version) ->
                        assertThat(version).as(artifact).isGreaterThanOrEqualTo(Version.parse("5.0.7")));
        assertThat(List.of("vertx-core", "vertx-web"))
                .allSatisfy(
                        artifact -> assertThat(versions.get(artifact)).isGreaterThanOrEqualTo(Version.parse("5.0.12")));
    }

    /** The versions that the artifacts of {@code group} say they are of. */
    private static Map<String, Version> versions(String group) throws IOException {
        Map<String, Version> versions = new TreeMap<>();
        try (JarFile jar = new JarFile("target/pkce-gateway.jar")) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (entry.getName().matches("META-INF/maven/" + group + "/[^/]+/pom.properties")) {
                    Properties artifact = read(jar, entry);
                    versions.put(artifact.getProperty("artifactId"), Version.parse(artifact.getProperty("version")));
                }
            }
        }
        return versions;
    }

    private static Properties read(JarFile jar, ZipEntry entry) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = jar.getInputStream(entry)) {
            properties.load(in);
        }
        return properties;
    }
}
