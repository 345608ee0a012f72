package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.VersionBump;
import dev.sluice.core.delivery.VersionBump.Message;
import dev.sluice.core.delivery.VersionBump.Ref;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A repository in memory, as far as counting versions looks at one. Commits are numbers, in order of their dates. */
final class CommitGraph {
    private final List<String> messages = new ArrayList<>();
    private final List<List<Integer>> parents = new ArrayList<>();
    private final Map<String, Integer> branches = new LinkedHashMap<>();
    private final Map<String, Integer> tags = new LinkedHashMap<>();
    private String branch = "main";

    /** One entry of a case's history. */
    void play(Map<String, String> entry) {
        if (entry.containsKey("commit")) {
            commit(entry.get("commit"), branches.containsKey(branch) ? List.of(head()) : List.of());
        } else if (entry.containsKey("tag")) {
            tags.put(entry.get("tag"), head());
        } else if (entry.containsKey("branch")) {
            int at = head();
            branch = entry.get("branch");
            branches.put(branch, at);
        } else if (entry.containsKey("checkout")) {
            branch = entry.get("checkout");
        } else if (entry.containsKey("merge")) {
            commit(entry.get("message"), List.of(head(), branches.get(entry.get("merge"))));
        } else {
            throw new AssertionError("unknown entry " + entry);
        }
    }

    private void commit(String message, List<Integer> from) {
        messages.add(message);
        parents.add(from);
        branches.put(branch, messages.size() - 1);
    }

    private int head() {
        return branches.get(branch);
    }

    VersionBump.History history(Map<String, String> options) {
        boolean merged = options.getOrDefault("TAG_CONTEXT", "repo").equals("branch");
        Optional<String> defaultBranch = Optional.ofNullable(options.get("DEFAULT_BRANCH"))
                .or(() -> List.of("main", "master").stream()
                        .filter(branches::containsKey)
                        .findFirst());
        return new VersionBump.History() {
            @Override
            public String branch() {
                return branch;
            }

            @Override
            public String head() {
                return id(CommitGraph.this.head());
            }

            @Override
            public List<Ref> refs() {
                return merged ? mergedTags() : allRefs();
            }

            @Override
            public List<Message> since(String commit) {
                return range(Integer.parseInt(commit));
            }

            @Override
            public Message last() {
                return message(CommitGraph.this.head());
            }

            @Override
            public Optional<List<Message>> sinceDefaultBranch() {
                return defaultBranch.map(name -> range(branches.get(name)));
            }
        };
    }

    private List<Ref> allRefs() {
        List<Ref> refs = new ArrayList<>();
        tags.forEach((name, commit) -> refs.add(new Ref(name, id(commit))));
        branches.forEach((name, commit) -> refs.add(new Ref(name, id(commit))));
        refs.sort(VersionBump.NEWEST_FIRST);
        return refs;
    }

    private List<Ref> mergedTags() {
        Set<Integer> known = reachable(head());
        List<Ref> refs = new ArrayList<>();
        tags.entrySet().stream()
                .filter(entry -> known.contains(entry.getValue()))
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> refs.add(new Ref(entry.getKey(), id(entry.getValue()))));
        return refs;
    }

    private List<Message> range(int from) {
        Set<Integer> commits = reachable(head());
        commits.removeAll(reachable(from));
        return commits.stream()
                .sorted(Collections.reverseOrder())
                .map(this::message)
                .toList();
    }

    private Message message(int commit) {
        return new Message(id(commit), messages.get(commit));
    }

    private Set<Integer> reachable(int from) {
        Set<Integer> seen = new TreeSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            int commit = open.pop();
            if (seen.add(commit)) {
                open.addAll(parents.get(commit));
            }
        }
        return seen;
    }

    private static String id(int commit) {
        return String.format("%07d", commit);
    }
}
