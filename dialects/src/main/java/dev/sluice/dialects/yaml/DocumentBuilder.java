package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.YamlNode.Entry;
import dev.sluice.dialects.yaml.YamlNode.Mapping;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import dev.sluice.dialects.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.ParserImpl;

/** Builds the nodes of one document from the parser's events and counts what it builds. */
final class DocumentBuilder {
    private static final String CORE = "tag:yaml.org,2002:";
    private static final Set<String> CORE_TAGS =
            Set.of("str", "int", "float", "bool", "null", "seq", "map", "binary", "timestamp", "merge", "omap");

    private final String file;
    private final ParserImpl events;
    private final YamlLimits limits;
    private final Set<String> tags;
    private final List<Problem> problems;
    private final Map<Anchor, Built> anchors = new HashMap<>();
    private final Set<Anchor> open = new HashSet<>();

    DocumentBuilder(String file, ParserImpl events, YamlLimits limits, Set<String> tags, List<Problem> problems) {
        this.file = file;
        this.events = events;
        this.limits = limits;
        this.tags = tags;
        this.problems = problems;
    }

    /** A node with its size and height, aliases counted as what they stand for. */
    private record Built(YamlNode node, long nodes, int height) {}

    YamlNode document() {
        return build(1).node();
    }

    private Built build(int depth) {
        Event event = events.next();
        Position at = position(event);
        if (depth > limits.depthMax()) {
            throw tooDeep(at);
        }
        if (event instanceof AliasEvent alias) {
            return resolve(alias.getAlias(), at, depth);
        }
        Optional<Anchor> anchor = ((NodeEvent) event).getAnchor();
        anchor.ifPresent(open::add);
        Built built =
                switch (event) {
                    case ScalarEvent scalar ->
                        new Built(
                                new Scalar(
                                        at,
                                        at,
                                        tag(scalar.getTag(), at),
                                        scalar.getValue(),
                                        style(scalar.getScalarStyle()),
                                        isVerbatim(scalar)),
                                1,
                                1);
                    case CollectionStartEvent start
                    when start.getEventId() == Event.ID.SequenceStart -> sequence(tag(start.getTag(), at), at, depth);
                    case CollectionStartEvent start -> mapping(tag(start.getTag(), at), at, depth);
                    default -> throw new IllegalStateException("no node begins with " + event);
                };
        anchor.ifPresent(name -> {
            open.remove(name);
            anchors.put(name, built);
        });
        return built;
    }

    private Built sequence(String tag, Position at, int depth) {
        List<YamlNode> items = new ArrayList<>();
        long nodes = 1;
        int height = 0;
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            Built item = build(depth + 1);
            items.add(item.node());
            nodes = counted(nodes + item.nodes(), at);
            height = Math.max(height, item.height());
        }
        events.next();
        return new Built(new Sequence(at, at, tag, items), nodes, height + 1);
    }

    private Built mapping(String tag, Position at, int depth) {
        List<Entry> entries = new ArrayList<>();
        long nodes = 1;
        int height = 0;
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Built key = build(depth + 1);
            Built value = build(depth + 1);
            entries.add(new Entry(key.node(), value.node()));
            nodes = counted(nodes + key.nodes() + value.nodes(), at);
            height = Math.max(height, Math.max(key.height(), value.height()));
        }
        events.next();
        return new Built(new Mapping(at, at, tag, entries), nodes, height + 1);
    }

    private Built resolve(Anchor name, Position at, int depth) {
        if (open.contains(name)) {
            throw refuse(at, "yaml/alias", "the alias *" + name + " stands inside of what it names", "");
        }
        Built target = anchors.get(name);
        if (target == null) {
            String hint = NearName.hint(
                    name.toString(),
                    anchors.keySet().stream().map(Anchor::toString).toList());
            throw refuse(at, "yaml/alias", "there is no anchor &" + name + " before this alias", hint);
        }
        if (depth + target.height() - 1 > limits.depthMax()) {
            throw tooDeep(at);
        }
        counted(target.nodes(), at);
        return new Built(target.node().usedAt(at), target.nodes(), target.height());
    }

    private long counted(long nodes, Position at) {
        if (nodes > limits.nodesMax()) {
            throw refuse(
                    at,
                    "yaml/limit",
                    "the document has more than " + limits.nodesMax()
                            + " nodes, the limit; aliases count as what they stand for",
                    "");
        }
        return nodes;
    }

    private String tag(Optional<String> tag, Position at) {
        if (tag.isEmpty() || tag.get().equals("!")) {
            return "";
        }
        String name = tag.get();
        boolean core = name.startsWith(CORE) && CORE_TAGS.contains(name.substring(CORE.length()));
        if (!core && !tags.contains(name)) {
            String shown = name.startsWith(CORE) ? "!!" + name.substring(CORE.length()) : name;
            problems.add(Problem.error(at, "yaml/tag", "unknown tag " + shown, NearName.hint(shown, tags)));
        }
        return name;
    }

    private static boolean isVerbatim(ScalarEvent scalar) {
        if (scalar.getStartMark().isEmpty()
                || scalar.getEndMark().isEmpty()
                || scalar.isLiteral()
                || scalar.isFolded()) {
            return false;
        }
        Mark start = scalar.getStartMark().get();
        Mark end = scalar.getEndMark().get();
        String text = scalar.getValue();
        int quotes = scalar.isPlain() ? 0 : 2;
        return start.getLine() == end.getLine()
                && end.getColumn() - start.getColumn() == text.codePointCount(0, text.length()) + quotes;
    }

    private static Scalar.Style style(ScalarStyle style) {
        return switch (style) {
            case DOUBLE_QUOTED -> Scalar.Style.DOUBLE_QUOTED;
            case SINGLE_QUOTED -> Scalar.Style.SINGLE_QUOTED;
            case LITERAL -> Scalar.Style.LITERAL;
            case FOLDED -> Scalar.Style.FOLDED;
            case PLAIN, JSON_SCALAR_STYLE -> Scalar.Style.PLAIN;
        };
    }

    private Position position(Event event) {
        Optional<Mark> mark = event.getStartMark();
        return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> Position.startOf(file));
    }

    private Refused tooDeep(Position at) {
        return refuse(at, "yaml/limit", "nested deeper than " + limits.depthMax() + " levels", "");
    }

    private static Refused refuse(Position at, String code, String message, String hint) {
        return new Refused(Problem.error(at, code, message, hint));
    }

    /** Ends the reading of a document that cannot be read on. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
