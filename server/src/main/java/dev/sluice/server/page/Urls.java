package dev.sluice.server.page;

import dev.sluice.app.run.RunId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Addresses of pages, escaped. */
public final class Urls {
    private Urls() {}

    static String project(String path) {
        return "/p/" + Arrays.stream(path.split("/")).map(Urls::segment).collect(Collectors.joining("/"));
    }

    /** Where a pipeline is started; with empty text of the default branch. */
    static String start(String project, String ref) {
        return project(project) + "/start" + (ref.isEmpty() ? "" : "?ref=" + value(ref));
    }

    static String run(String project, long number) {
        return project(project) + "/runs/" + number;
    }

    static String run(String project, RunId run) {
        return run(project, run.number());
    }

    public static String job(String project, long run, String job) {
        return run(project, run) + "/jobs/" + segment(job);
    }

    /** A test over the runs of its project. */
    static String test(String project, long key) {
        return project(project) + "/tests/" + Long.toHexString(key);
    }

    static String board(String project) {
        return project(project) + "/environments";
    }

    static String environment(String project, String name) {
        return board(project) + "/" + segment(name);
    }

    static String releases(String project) {
        return project(project) + "/releases";
    }

    /** What is said of a release, whole. */
    static String release(String project, String tag) {
        return releases(project) + "/" + segment(tag);
    }

    static String deployment(String project, long number) {
        return project(project) + "/deployments/" + number;
    }

    static String approval(String project, long number) {
        return deployment(project, number) + "/approval";
    }

    static String changes(String project, long number) {
        return deployment(project, number) + "/changes";
    }

    static String settings(String project) {
        return project(project) + "/settings";
    }

    static String variables(String project) {
        return settings(project) + "/variables";
    }

    static String protectedRefs(String project) {
        return settings(project) + "/branches";
    }

    static String schedules(String project) {
        return settings(project) + "/schedules";
    }

    static String resourceGroups(String project) {
        return settings(project) + "/resource-groups";
    }

    static String triggers(String project) {
        return settings(project) + "/triggers";
    }

    static String search(String query) {
        return "/search?q=" + value(query);
    }

    /** One segment of a path: everything that could end or split it is escaped. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The name of a file that is offered for keeping: letters, digits and little else. */
    static String file(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]+", "-");
        return safe.isEmpty() || safe.equals("-") ? "file" : safe;
    }

    /** A value of a query. */
    static String value(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
