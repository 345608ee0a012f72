package dev.sluice.server.page;

import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Job;
import dev.sluice.server.graph.GraphLayout;
import dev.sluice.server.graph.GraphNode;
import dev.sluice.server.page.view.GraphView;
import dev.sluice.server.page.view.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes the graph of a run: groups what belongs together, lays it out, says how each box stands. */
final class GraphViews {
    private static final int BOXES_MAX = 60;
    private static final int ALIKE_MIN = 6;
    private static final int LABEL_MAX = 17;
    /** What GitLab appends to the copies of a job: {@code test 3/4}, {@code test: [a, b]}. */
    private static final Pattern COPY = Pattern.compile("(.+?)(?: \\d+/\\d+|: \\[[^\\]]*\\])");

    private final Visit visit;
    private final StoredRun run;
    private final String project;
    private final boolean byStage;
    private final Optional<String> selected;
    private final List<Job> jobs;
    private final Map<String, JobState> states = new HashMap<>();

    GraphViews(Visit visit, StoredRun run, String project, boolean byStage, Optional<String> selected) {
        this.visit = visit;
        this.run = run;
        this.project = project;
        this.byStage = byStage;
        this.selected = selected;
        this.jobs = run.state().pipeline().jobs();
        run.state().jobs().forEach(state -> states.put(state.name(), state));
    }

    /** Jobs that share a box. */
    private record Group(String id, String label, int stage, List<Job> jobs) {}

    GraphView view() {
        List<Group> groups = groups(true);
        if (groups.size() > BOXES_MAX) {
            groups = stages();
        }
        boolean onlyStages = groups.size() < jobs.size()
                && groups.stream().allMatch(group -> group.id().startsWith("stage "));
        boolean stageOrder = byStage || onlyStages;
        GraphLayout layout = GraphLayout.of(nodes(groups, stageOrder), stageOrder);
        Map<String, Group> byId = new HashMap<>();
        groups.forEach(group -> byId.put(group.id(), group));
        Map<String, Integer> index = new HashMap<>();
        layout.boxes().forEach(box -> index.put(box.id(), index.size()));
        List<GraphView.Box> boxes = layout.boxes().stream()
                .map(box -> box(box, Objects.requireNonNull(byId.get(box.id())), index))
                .toList();
        String here =
                selected.map(job -> Urls.job(project, run.id().number(), job)).orElse(Urls.run(project, run.id()));
        return new GraphView(
                layout,
                boxes,
                parts(jobs),
                stageOrder ? stageNames(groups) : List.of(),
                stageOrder,
                onlyStages,
                here + "?graph=stage",
                here + "?graph=needs");
    }

    private List<String> stageNames(List<Group> groups) {
        List<String> names = run.state().pipeline().stages();
        return groups.stream()
                .map(Group::stage)
                .distinct()
                .sorted()
                .map(names::get)
                .toList();
    }

    private List<Group> groups(boolean alike) {
        Map<String, List<Job>> copies = new LinkedHashMap<>();
        for (Job job : jobs) {
            Matcher copy = COPY.matcher(job.name());
            String base = copy.matches() ? copy.group(1) : job.name();
            copies.computeIfAbsent(job.stage() + " " + base, _ -> new ArrayList<>())
                    .add(job);
        }
        List<Group> groups = new ArrayList<>();
        copies.forEach((key, members) -> groups.add(group(key.substring(key.indexOf(' ') + 1), members)));
        return alike ? alike(groups) : groups;
    }

    private static Group group(String base, List<Job> members) {
        Job first = members.getFirst();
        return members.size() == 1
                ? new Group(first.name(), first.name(), first.stage(), members)
                : new Group(
                        "copies " + first.stage() + " " + base,
                        base + " (" + members.size() + ")",
                        first.stage(),
                        members);
    }

    /** Many jobs of one stage that wait for the same become one box. */
    private List<Group> alike(List<Group> groups) {
        Map<String, List<Group>> same = new LinkedHashMap<>();
        for (Group group : groups) {
            String key = group.stage() + " " + group.jobs().getFirst().waits();
            same.computeIfAbsent(key, _ -> new ArrayList<>()).add(group);
        }
        List<Group> result = new ArrayList<>();
        for (List<Group> members : same.values()) {
            if (members.size() < ALIKE_MIN) {
                result.addAll(members);
            } else {
                List<Job> all = members.stream()
                        .flatMap(member -> member.jobs().stream())
                        .toList();
                String label = visit.text("graph.jobs", "n", all.size());
                result.add(new Group(
                        "alike " + all.getFirst().name(), label, all.getFirst().stage(), all));
            }
        }
        return result;
    }

    private List<Group> stages() {
        Map<Integer, List<Job>> byStageIndex = new TreeMap<>();
        jobs.forEach(job -> byStageIndex
                .computeIfAbsent(job.stage(), _ -> new ArrayList<>())
                .add(job));
        List<Group> groups = new ArrayList<>();
        byStageIndex.forEach((stage, members) ->
                groups.add(new Group("stage " + stage, visit.text("graph.jobs", "n", members.size()), stage, members)));
        return groups;
    }

    private List<GraphNode> nodes(List<Group> groups, boolean stageOrder) {
        Map<String, String> groupOf = new HashMap<>();
        groups.forEach(group -> group.jobs().forEach(job -> groupOf.put(job.name(), group.id())));
        List<GraphNode> nodes = new ArrayList<>();
        for (Group group : groups) {
            Set<String> needs = new LinkedHashSet<>();
            for (Job job : group.jobs()) {
                for (String need : needs(job, stageOrder)) {
                    String id = groupOf.getOrDefault(need, need);
                    if (!id.equals(group.id())) {
                        needs.add(id);
                    }
                }
            }
            nodes.add(new GraphNode(group.id(), group.stage(), List.copyOf(needs)));
        }
        return nodes;
    }

    /** By stage, the columns say that stages follow each other; lines are drawn for what the file says itself. */
    private List<String> needs(Job job, boolean stageOrder) {
        return switch (job.waits()) {
            case Job.Waits.ForJobs forJobs ->
                forJobs.needs().stream().map(Job.Need::job).toList();
            case Job.Waits.ForEarlierStages _ -> stageOrder ? List.of() : ofStageBefore(job.stage());
        };
    }

    private List<String> ofStageBefore(int stage) {
        int before = jobs.stream()
                .mapToInt(Job::stage)
                .filter(other -> other < stage)
                .max()
                .orElse(-1);
        return jobs.stream().filter(job -> job.stage() == before).map(Job::name).toList();
    }

    private GraphView.Box box(GraphLayout.Box box, Group group, Map<String, Integer> index) {
        List<GraphView.Part> parts = parts(group.jobs());
        Status status = parts.getFirst().status();
        Job target = group.jobs().stream()
                .min(Comparator.comparing(job -> JobViews.status(state(job), job)))
                .orElseThrow();
        boolean single = group.jobs().size() == 1;
        String detail = single ? time(target) : sum(parts);
        String title = group.label() + ": "
                + parts.stream()
                        .map(part -> single
                                ? visit.text(part.status().key())
                                : part.count() + " " + visit.text(part.status().key()))
                        .collect(Collectors.joining(", "));
        return new GraphView.Box(
                index.getOrDefault(box.id(), 0),
                box.x(),
                box.y(),
                shorten(group.label(), detail),
                title,
                Urls.job(project, run.id().number(), target.name()),
                status,
                detail,
                parts,
                numbers(box.up(), index),
                numbers(box.down(), index),
                selected.filter(name ->
                                group.jobs().stream().anyMatch(job -> job.name().equals(name)))
                        .isPresent());
    }

    private static String numbers(Collection<String> ids, Map<String, Integer> index) {
        return ids.stream()
                .map(id -> index.getOrDefault(id, 0))
                .sorted()
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static String sum(List<GraphView.Part> parts) {
        return parts.stream()
                .limit(3)
                .map(part -> part.count() + "\u00a0" + part.status().sign())
                .collect(Collectors.joining(" "));
    }

    private static String shorten(String label, String detail) {
        int room = LABEL_MAX + Math.max(0, 5 - detail.length());
        return label.length() <= room ? label : label.substring(0, room - 1) + "…";
    }

    private JobState state(Job job) {
        return Objects.requireNonNull(states.get(job.name()), "every job has a state");
    }

    private String time(Job job) {
        JobState state = state(job);
        Instant now = visit.moments().now();
        return state.current()
                .flatMap(attempt -> JobViews.took(attempt)
                        .or(() -> JobViews.runningSince(attempt).map(since -> JobViews.between(since, now))))
                .map(visit.moments()::clock)
                .orElse("");
    }

    private List<GraphView.Part> parts(List<Job> members) {
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        members.forEach(job -> counts.merge(JobViews.status(state(job), job), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> new GraphView.Part(entry.getKey(), entry.getValue()))
                .toList();
    }
}
