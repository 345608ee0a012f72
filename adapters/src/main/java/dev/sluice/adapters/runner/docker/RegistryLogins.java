package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Log-in data for registries, in the form of Docker's {@code config.json}: the job's variable {@code DOCKER_AUTH_CONFIG} first, then the file
 * of this account, each with its credential helpers (docs.gitlab.com, "Access an image from a private container
 * registry"). Safe for use by many threads.
 */
final class RegistryLogins {
    private static final System.Logger LOG = System.getLogger(RegistryLogins.class.getName());
    static final String VARIABLE = "DOCKER_AUTH_CONFIG";
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";
    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int HELPER_SECONDS = 30;

    private final Path file;
    /** Folders with programs. */
    private final String path;

    RegistryLogins(Map<String, String> environment) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        this.file = folder.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", "/"), ".docker", "config.json")
                : Path.of(folder, "config.json");
        this.path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    }

    /**
     * Log-in data for the registry of an image; empty where there is none.
     *
     * @param jobConfig value of {@link #VARIABLE}; empty text: none
     * @throws EngineTrouble where a text is no such configuration, or a helper fails
     */
    Optional<AuthConfig> of(ImageName image, String jobConfig) throws EngineTrouble {
        Optional<AuthConfig> login = jobConfig.isBlank() ? Optional.empty() : in(parse(jobConfig, VARIABLE), image);
        if (login.isPresent() || !Files.isReadable(file)) {
            return login;
        }
        try {
            return in(parse(Files.readString(file), file.toString()), image);
        } catch (IOException e) {
            throw new EngineTrouble(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonObject parse(String text, String where) throws EngineTrouble {
        try {
            if (JsonParser.parseString(text) instanceof JsonObject config) {
                return config;
            }
            throw new EngineTrouble(where + " is no JSON object", new IOException("not an object"));
        } catch (JsonParseException e) {
            // The parser's message may quote a secret.
            throw new EngineTrouble(where + " is no JSON", new IOException("not JSON"));
        }
    }

    private Optional<AuthConfig> in(JsonObject config, ImageName image) throws EngineTrouble {
        String repository = image.repository();
        Optional<String> helped = bestKey(config, "credHelpers", repository);
        if (helped.isPresent()) {
            return helper(
                    config.getAsJsonObject("credHelpers").get(helped.get()).getAsString(), helped.get());
        }
        Optional<String> key = bestKey(config, "auths", repository);
        if (key.isPresent()
                && config.getAsJsonObject("auths").get(key.get()) instanceof JsonObject entry
                && !entry.isEmpty()) {
            return plain(entry, key.get());
        }
        String store = text(config, "credsStore");
        return store.isEmpty() ? Optional.empty() : helper(store, key.orElse(server(repository)));
    }

    /** The longest key that names the registry, or a path below which the image lies. */
    private static Optional<String> bestKey(JsonObject config, String member, String repository) {
        if (!(config.get(member) instanceof JsonObject entries)) {
            return Optional.empty();
        }
        String best = "";
        Optional<String> found = Optional.empty();
        for (String key : entries.keySet()) {
            String place = place(key);
            if ((repository + "/").startsWith(place + "/") && place.length() > best.length()) {
                best = place;
                found = Optional.of(key);
            }
        }
        return found;
    }

    /** {@code https://index.docker.io/v1/} and {@code registry.example.com/} as a repository's name begins. */
    private static String place(String key) {
        String bare = key.replaceFirst("^https?://", "").replaceFirst("/(?:v[12]/?)?$", "");
        return bare.equals("index.docker.io") || bare.equals("registry-1.docker.io") ? "docker.io" : bare;
    }

    private static String server(String repository) {
        String host = repository.substring(0, repository.indexOf('/'));
        return host.equals("docker.io") ? DOCKER_HUB : host;
    }

    private static Optional<AuthConfig> plain(JsonObject entry, String key) throws EngineTrouble {
        AuthConfig login = new AuthConfig().withRegistryAddress(key);
        String token = text(entry, "identitytoken");
        if (!token.isEmpty()) {
            return Optional.of(login.withIdentityToken(token));
        }
        String user = text(entry, "username");
        String password = text(entry, "password");
        if (!text(entry, "auth").isEmpty()) {
            try {
                String both = new String(Base64.getDecoder().decode(text(entry, "auth")), StandardCharsets.UTF_8);
                int colon = both.indexOf(':');
                user = colon < 0 ? both : both.substring(0, colon);
                password = colon < 0 ? "" : both.substring(colon + 1);
            } catch (IllegalArgumentException e) {
                throw new EngineTrouble("the log-in data for " + key + " are no Base64", e);
            }
        }
        return Optional.of(login.withUsername(user).withPassword(password));
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }

    /** Asks a program {@code docker-credential-NAME}; empty where it knows nothing of the registry. */
    private Optional<AuthConfig> helper(String name, String server) throws EngineTrouble {
        if (!HELPER.matcher(name).matches()) {
            throw new EngineTrouble("no credential helper can be named \"" + name + "\"", new IOException(name));
        }
        String program = "docker-credential-" + name;
        try {
            Process process = new ProcessBuilder(found(program), "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ask(process, server);
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EngineTrouble(program + " does not answer", new IOException(program));
            }
            if (process.exitValue() != 0) {
                return Optional.empty();
            }
            JsonObject login = parse(answer, "the answer of " + program);
            AuthConfig config = new AuthConfig().withRegistryAddress(server);
            String user = text(login, "Username");
            return Optional.of(
                    user.equals("<token>")
                            ? config.withIdentityToken(text(login, "Secret"))
                            : config.withUsername(user).withPassword(text(login, "Secret")));
        } catch (IOException e) {
            throw e instanceof EngineTrouble trouble
                    ? trouble
                    : new EngineTrouble(program + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineTrouble(program + " was interrupted", e);
        }
    }

    /** A helper that knows one registry alone need not read which is meant: what it answers counts. */
    private static void ask(Process helper, String server) {
        try (Writer question = helper.outputWriter()) {
            question.append(server).append('\n');
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a credential helper did not read its question: {0}", e.getMessage());
        }
    }

    private String found(String program) {
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElse(program);
    }
}
