package dev.pkce.gateway.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The gateway as operators install it, and a bare server with the same options of the JVM beside it. */
final class Installation {
    static final String GATEWAY = "gateway";
    static final String BARE = "bare Vert.x server";
    private static final Path SCRIPT = Path.of("conf", "bin", "pkce-gateway");
    private static final Path JAR = Path.of("target", "pkce-gateway.jar");

    private final Path java;
    private final Path directory;
    private final Path bare;
    private final List<String> options;

    private Installation(Path directory, Path java, String more) throws IOException, InterruptedException {
        this.java = java;
        this.directory = directory;
        this.bare = bareJar();
        Files.createDirectories(directory.resolve("bin"));
        Files.createDirectories(directory.resolve("lib"));
        Files.copy(SCRIPT, gateway());
        Files.copy(JAR, directory.resolve("lib").resolve(JAR.getFileName()));
        List<String> once = gateway(List.of("env", "JAVA_OPTS=" + more));
        try (Started started = Started.run(once, java, "/pkce/challenge")) {
            List<String> command = started.command();
            this.options = command.subList(1, command.indexOf("-jar"));
        }
    }

    /** Installs it in {@code directory} for the JDK at {@code java}. */
    static Installation in(Path directory, Path java) throws IOException, InterruptedException {
        return in(directory, java, "");
    }

    /** The same, where the bare server is to have the options of the JVM that a gateway told {@code more} of them has. */
    static Installation in(Path directory, Path java, String more) throws IOException, InterruptedException {
        return new Installation(directory, java, more);
    }

    private Path gateway() {
        return directory.resolve("bin").resolve(SCRIPT.getFileName());
    }

    private List<String> serve() {
        return List.of(gateway().toString(), "serve");
    }

    private Path bareJar() throws IOException {
        Path jar = directory.resolve("bare.jar");
        String entry = BareServer.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = BareServer.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    /** What the script gives the JVM, with what it was told. */
    List<String> options() {
        return options;
    }

    /** Serves after {@code before}, as by the name of {@code env}. */
    List<String> gateway(List<String> before) {
        return Stream.concat(before.stream(), serve().stream()).toList();
    }

    /** Runs {@code main} of the tests with the options that the gateway has. */
    List<String> beside(List<String> before, String main) {
        String path = Path.of("target", "test-classes") + ":"
                + directory.resolve("lib").resolve(JAR.getFileName());
        return Stream.of(
                        before.stream(),
                        Stream.of(java.resolve("bin/java").toString()),
                        options.stream(),
                        Stream.of("-cp", path, main, "PORT"))
                .flatMap(words -> words)
                .toList();
    }

    /** The commands to compare, by what they are. */
    Map<String, List<String>> commands(String... archive) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(GATEWAY, serve());
        commands.put(BARE, bare(archive));
        return commands;
    }

    private List<String> bare(String... more) {
        String path = bare + ":" + directory.resolve("lib").resolve(JAR.getFileName());
        return Stream.of(
                        Stream.of(java.resolve("bin/java").toString()),
                        options.stream(),
                        Stream.of(more),
                        Stream.of("-cp", path, BareServer.class.getName(), "PORT"))
                .flatMap(words -> words)
                .toList();
    }

    /** Makes the archives of both, and tells the option that has the bare server use its own. */
    String archive() throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(gateway().toString(), "archive").inheritIO();
        script.environment().put("JAVA_HOME", java.toString());
        if (script.start().waitFor() != 0) {
            throw new IOException("the script made no archive");
        }
        boolean cache = Runtime.Version.parse(version()).feature() >= 25;
        Path file = directory.resolve("bare.archive");
        List<String> make = cache
                // As the script makes the gateway's.
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=" + file)
                : List.of("-XX:ArchiveClassesAtExit=" + file);
        try (Started training = Started.run(bare(make.toArray(String[]::new)), java, "/")) {
            training.answers("/end");
            training.join();
        }
        return (cache ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
    }

    String version() throws IOException {
        return Files.readAllLines(java.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> line.replaceAll("[^0-9.]", ""))
                .findFirst()
                .orElseThrow();
    }
}
