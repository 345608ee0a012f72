package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Fetched;
import dev.sluice.core.model.SourceTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files here, in other projects and at addresses; keys are {@code path}, {@code group/name@ref:path} and addresses. */
final class Elsewhere implements SourceTree {
    private final Map<String, String> texts;
    private final String project;
    private final String ref;
    private final List<String> asked;

    Elsewhere(Map<String, String> texts) {
        this(texts, "", "", new ArrayList<>());
    }

    private Elsewhere(Map<String, String> texts, String project, String ref, List<String> asked) {
        this.texts = new HashMap<>(texts);
        this.project = project;
        this.ref = ref;
        this.asked = asked;
    }

    /** Addresses and templates that were asked for. */
    List<String> asked() {
        return asked;
    }

    private String prefix() {
        return project.isEmpty() ? "" : project + "@" + ref + ":";
    }

    @Override
    public Optional<String> read(String path) {
        return Optional.ofNullable(texts.get(prefix() + path));
    }

    @Override
    public List<String> files() {
        return texts.keySet().stream()
                .filter(name -> project.isEmpty() ? !name.contains(":") : name.startsWith(prefix()))
                .map(name -> name.substring(prefix().length()))
                .sorted()
                .toList();
    }

    @Override
    public Optional<List<String>> changed() {
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> changedSince(String other) {
        return Optional.empty();
    }

    @Override
    public Optional<SourceTree> project(String path, String wanted) {
        String name = wanted.isEmpty() ? "main" : wanted.replace("refs/tags/", "");
        return texts.keySet().stream().anyMatch(key -> key.startsWith(path + "@" + name + ":"))
                ? Optional.of(new Elsewhere(texts, path, name, asked))
                : Optional.empty();
    }

    @Override
    public List<String> tags() {
        return texts.keySet().stream()
                .filter(key -> key.startsWith(project + "@"))
                .map(key -> key.substring(project.length() + 1, key.indexOf(':')))
                .filter(name -> !name.equals("main") && !name.equals("dev"))
                .distinct()
                .toList();
    }

    @Override
    public String commit() {
        return "sha-of-" + ref;
    }

    @Override
    public Fetched remote(String address, Duration kept) {
        asked.add(address + " " + kept.toMinutes());
        return fetched(address);
    }

    @Override
    public Fetched template(String name) {
        asked.add(name);
        return fetched("template " + name);
    }

    private Fetched fetched(String key) {
        String text = texts.get(key);
        return text == null
                ? new Fetched.None("there is no such file", "look again")
                : new Fetched.Here(text, sha256(text));
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
