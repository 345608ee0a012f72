package dev.sluice.server.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at a page as a strict reader would: tags that balance, ids that are unique, fields with names, nothing inline. */
final class Html {
    private static final Set<String> VOID = Set.of("meta", "link", "input", "br", "img", "hr");
    private static final Set<String> NO_PARAGRAPH_INSIDE = Set.of(
            "div", "p", "ul", "ol", "form", "table", "section", "article", "details", "h1", "h2", "h3", "dl", "pre",
            "nav");

    private final String html;
    private final List<String> mistakes = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Set<String> labelled = new HashSet<>();
    private final Map<String, String> needLabel = new LinkedHashMap<>();
    private final List<String> references = new ArrayList<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int headings;
    private int at;

    private Html(String html) {
        this.html = html;
    }

    /** What is wrong with the page, in order; empty for a good one. */
    static List<String> mistakes(String html, boolean wholePage) {
        Html reader = new Html(html);
        reader.read();
        if (wholePage && reader.headings != 1) {
            reader.mistakes.add(reader.headings + " headings of the first rank");
        }
        return reader.mistakes;
    }

    private void read() {
        while (at < html.length()) {
            int tag = html.indexOf('<', at);
            if (tag < 0) {
                break;
            }
            if (html.startsWith("<!", tag)) {
                at = html.indexOf('>', tag) + 1;
            } else if (html.startsWith("</", tag)) {
                close(html.substring(tag + 2, html.indexOf('>', tag)));
                at = html.indexOf('>', tag) + 1;
            } else {
                at = tag + 1;
                tag();
            }
        }
        if (!open.isEmpty()) {
            mistakes.add("never closed: " + open);
        }
        needLabel.keySet().stream()
                .filter(id -> !labelled.contains(id))
                .forEach(id -> mistakes.add("no label for " + needLabel.get(id) + " " + id));
        references.stream().filter(id -> !ids.contains(id)).forEach(id -> mistakes.add("nothing has the id " + id));
    }

    private void close(String name) {
        if (open.isEmpty() || !open.pop().equals(name)) {
            mistakes.add("</" + name + "> closes something else near: " + near());
        }
    }

    private String near() {
        return html.substring(Math.max(0, at - 80), Math.min(html.length(), at + 80));
    }

    private void tag() {
        String name = name();
        Map<String, String> attributes = attributes(name);
        boolean closed = html.charAt(at) == '/';
        at = html.indexOf('>', at) + 1;
        check(name, attributes);
        if (!closed && !VOID.contains(name)) {
            open.push(name);
        }
        if (name.equals("script") || name.equals("style")) {
            int end = html.indexOf("</" + name, at);
            if (name.equals("style") || !html.substring(at, end).isBlank() || !attributes.containsKey("src")) {
                mistakes.add("inline " + name);
            }
            at = end;
        }
    }

    private String name() {
        int from = at;
        while (Character.isLetterOrDigit(html.charAt(at))) {
            at++;
        }
        String name = html.substring(from, at);
        if (name.isEmpty()) {
            mistakes.add("a bare < near: " + near());
        }
        return name;
    }

    private Map<String, String> attributes(String tag) {
        Map<String, String> attributes = new LinkedHashMap<>();
        while (true) {
            while (Character.isWhitespace(html.charAt(at))) {
                at++;
            }
            if (html.charAt(at) == '>' || html.charAt(at) == '/') {
                return attributes;
            }
            int from = at;
            while (" =>/\n".indexOf(html.charAt(at)) < 0) {
                at++;
            }
            String name = html.substring(from, at);
            String value = "";
            if (html.charAt(at) == '=') {
                char quote = html.charAt(++at);
                int end = html.indexOf(quote, at + 1);
                value = html.substring(at + 1, end);
                if (quote != '"' && quote != '\'' || value.indexOf('<') >= 0) {
                    mistakes.add("attribute " + name + " of " + tag + " is not quoted well: " + value);
                }
                at = end + 1;
            }
            if (attributes.put(name, value) != null) {
                mistakes.add("attribute " + name + " comes twice in " + tag);
            }
        }
    }

    private void check(String name, Map<String, String> attributes) {
        String id = attributes.get("id");
        if (id != null && !ids.add(id)) {
            mistakes.add("the id " + id + " comes twice");
        }
        attributes.keySet().stream()
                .filter(key ->
                        key.startsWith("on") || key.equals("style") || key.equals("hx-on") || key.startsWith("hx-on:"))
                .forEach(key -> mistakes.add("inline " + key + " in " + name));
        if (name.equals("h1")) {
            headings++;
        }
        if (NO_PARAGRAPH_INSIDE.contains(name) && "p".equals(open.peek())) {
            mistakes.add("<" + name + "> in a paragraph near: " + near());
        }
        if (name.equals("a") && (open.contains("a") || !attributes.containsKey("href"))) {
            mistakes.add("a link in a link or without address near: " + near());
        }
        if (attributes.getOrDefault("href", "").toLowerCase(Locale.ROOT).startsWith("javascript:")) {
            mistakes.add("a script as address");
        }
        if (name.equals("label") && attributes.containsKey("for")) {
            labelled.add(attributes.get("for"));
        }
        for (String reference : attributes.getOrDefault("aria-labelledby", "").split(" ")) {
            if (!reference.isEmpty()) {
                references.add(reference);
            }
        }
        field(name, attributes);
    }

    private void field(String name, Map<String, String> attributes) {
        boolean field = (name.equals("input") || name.equals("select") || name.equals("textarea"))
                && !"hidden".equals(attributes.get("type"));
        if (!field || open.contains("label") || attributes.containsKey("aria-label")) {
            return;
        }
        if (attributes.containsKey("id")) {
            needLabel.put(attributes.get("id"), name);
        } else {
            mistakes.add("a field without a label: " + attributes);
        }
    }
}
