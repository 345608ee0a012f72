package dev.sluice.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The route table: filled while the server is put together, read by every request. Not safe for many threads while it is
 * filled; afterwards it is only read.
 */
public final class Routes {
    private record Entry(Route route, PathTemplate template) {}

    /** A route that fits a request, with the values of its path's parameters. */
    record Match(Route route, Map<String, String> parameters) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Adds a route that answers with a {@link Response}. */
    public Routes add(String method, String template, Guard guard, String summary, Handler handler) {
        return add(new Route(method, template, guard, summary, new Route.Endpoint.Plain(handler)));
    }

    public Routes get(String template, Guard guard, String summary, Handler handler) {
        return add("GET", template, guard, summary, handler);
    }

    public Routes post(String template, Guard guard, String summary, Handler handler) {
        return add("POST", template, guard, summary, handler);
    }

    /** Adds a route that writes to the exchange itself. */
    public Routes stream(String method, String template, Guard guard, String summary, StreamHandler handler) {
        return add(new Route(method, template, guard, summary, new Route.Endpoint.Streaming(handler)));
    }

    private Routes add(Route route) {
        PathTemplate template = PathTemplate.parse(route.template());
        if (route.guard() instanceof Guard.InProject && !template.hasParameter("project")) {
            throw new IllegalArgumentException("a guard for a project needs {project} in " + template);
        }
        entries.add(new Entry(route, template));
        // Stable: among templates with as many literals the earlier one wins.
        entries.sort(Comparator.comparingInt((Entry entry) -> entry.template().literals())
                .reversed());
        return this;
    }

    /** All routes, for the API's description and for the test that tries each of them without rights. */
    public List<Route> all() {
        return entries.stream().map(Entry::route).toList();
    }

    /** The route for a method and a path; HEAD is answered by the route for GET. */
    Optional<Match> find(String method, RequestPath path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        for (Entry entry : entries) {
            if (entry.route().method().equals(asked)) {
                Optional<Map<String, String>> parameters = entry.template().match(path);
                if (parameters.isPresent()) {
                    return Optional.of(new Match(entry.route(), parameters.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** The methods that the path can be asked with. */
    Set<String> methods(RequestPath path) {
        Set<String> methods = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.template().match(path).isPresent()) {
                methods.add(entry.route().method());
            }
        }
        return methods;
    }
}
