package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Fetched;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.SourceTree;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.IncludeEntry.What;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the files that an include names. What is missing is told at the place of its name; a name may hold a variable that is
 * masked, and is told without it.
 */
final class IncludedFiles {
    private static final String TEMPLATE = ".gitlab-ci.yml";

    private final VariableSet variables;
    private final Problems problems;

    IncludedFiles(VariableSet variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
    }

    /**
     * Where an including file is from.
     *
     * @param tree where what it includes locally is looked for
     * @param prefix what stands before names of files there; empty for the run's own project
     * @param origin tells the project and the commit from all others; not for people
     * @param outside whether it is from outside of the server: its author may not see what is inside
     */
    record Place(SourceTree tree, String prefix, String origin, boolean outside) {
        static Place home(SourceTree tree) {
            return new Place(tree, "", "", false);
        }

        /** Another project at one of its commits. */
        static Place ofProject(SourceTree tree, String shown, String project, String ref) {
            String commit = tree.commit().isEmpty() ? ref : tree.commit();
            return new Place(tree, shown + ":", project + "@" + commit + ":", false);
        }
    }

    /**
     * A file that was found.
     *
     * @param name as people know it
     * @param key tells it from all others, also from itself at another commit; not for people
     * @param at where it is included
     * @param component what it may say of itself where it is a component; else empty
     */
    record IncludedFile(
            String name, String key, String text, Position at, Place place, Map<String, String> component) {}

    /** The files; none with the mistake told. */
    List<IncludedFile> find(What what, Place place) {
        return switch (what) {
            case What.Local(Text path) -> isInside(path, place) ? local(path, place) : List.of();
            case What.OfProject wanted -> isInside(wanted.project(), place) ? ofProject(wanted, place) : List.of();
            case What.Remote remote -> remote(remote, place);
            case What.Template(Text name) -> template(name, place);
            case What.Component(Text address) -> isInside(address, place) ? component(address, place) : List.of();
        };
    }

    /** GitLab reads such files as a stranger would, who sees no repository. */
    private boolean isInside(Text name, Place place) {
        if (place.outside()) {
            problems.error(
                    name.at(),
                    "include-outside",
                    "a file from elsewhere can include remote files and templates alone, and not "
                            + quoted(name.text()));
        }
        return !place.outside();
    }

    private String quoted(String name) {
        return "\"" + Keywords.shown(safe(name)) + "\"";
    }

    /** The text without what a masked variable holds. */
    private String safe(String text) {
        return variables.masked().hidden(text);
    }

    private String expanded(String text) {
        return Expansion.of(text, variables.expanded());
    }

    private List<IncludedFile> local(Text name, Place place) {
        String expanded = expanded(name.text());
        String wanted = expanded.startsWith("/") ? expanded.substring(1) : expanded;
        if (!isYaml(name, wanted)) {
            return List.of();
        }
        List<IncludedFile> found = new ArrayList<>();
        if (wanted.indexOf('*') >= 0) {
            for (String candidate : place.tree().files()) {
                if (IncludeGlob.matches(wanted, candidate)) {
                    file(candidate, name, place).ifPresent(found::add);
                }
            }
        } else {
            file(wanted, name, place).ifPresent(found::add);
        }
        return found;
    }

    private boolean isYaml(Text written, String name) {
        boolean yaml = name.endsWith(".yml") || name.endsWith(".yaml");
        if (!yaml) {
            problems.error(
                    written.at(),
                    "include-name",
                    "the included file " + quoted(written.text()) + " has no name that ends in .yml or .yaml");
        }
        return yaml;
    }

    private Optional<IncludedFile> file(String name, Text written, Place place) {
        Optional<String> text = place.tree().read(name);
        if (text.isEmpty()) {
            problems.error(
                    written.at(),
                    "include-missing",
                    "the included file " + quoted(place.prefix() + name) + " does not exist",
                    NearName.hint(name, place.tree().files()));
            return Optional.empty();
        }
        return Optional.of(new IncludedFile(
                safe(place.prefix() + name), place.origin() + name, text.get(), written.at(), place, Map.of()));
    }

    /** Files of another project; what they include locally is looked for there. */
    private List<IncludedFile> ofProject(What.OfProject wanted, Place place) {
        String project = expanded(wanted.project().text());
        String ref = expanded(wanted.ref());
        Optional<SourceTree> other = place.tree().project(project, ref);
        if (other.isEmpty()) {
            problems.error(wanted.project().at(), "project-unknown", "include: " + RuleDecision.unseen(safe(project)));
            return List.of();
        }
        Place there = Place.ofProject(other.get(), safe(project), project, ref);
        List<IncludedFile> found = new ArrayList<>();
        wanted.files().forEach(name -> found.addAll(local(name, there)));
        return found;
    }

    private List<IncludedFile> remote(What.Remote remote, Place place) {
        Text written = remote.address();
        String address = expanded(written.text());
        if (!isYaml(written, address)) {
            return List.of();
        }
        Optional<Fetched.Here> here = fetched(place.tree().remote(address, remote.kept()), written);
        if (here.isEmpty()) {
            return List.of();
        }
        String digest = here.get().sha256();
        if (remote.sha256().isPresent() && !remote.sha256().get().text().equals(digest)) {
            problems.error(
                    remote.sha256().get().at(),
                    "include-integrity",
                    quoted(written.text()) + " has the digest sha256-" + digest
                            + ", not the one that is given: it was changed",
                    "look at what changed before you take the new digest over");
            return List.of();
        }
        return outside(written.text(), address, here.get(), written, place);
    }

    private List<IncludedFile> template(Text written, Place place) {
        String name = expanded(written.text());
        boolean safe = List.of(name.split("/", -1)).stream().noneMatch(part -> part.isEmpty() || part.startsWith("."));
        if (!name.endsWith(TEMPLATE) || !safe || name.indexOf('\\') >= 0) {
            problems.error(
                    written.at(),
                    "include-name",
                    "the template " + quoted(written.text()) + " has no name such as Jobs/Build" + TEMPLATE);
            return List.of();
        }
        Optional<Fetched.Here> here = fetched(place.tree().template(name), written);
        return here.isPresent()
                ? outside("template:" + safe(name), "template:" + name, here.get(), written, place)
                : List.of();
    }

    private Optional<Fetched.Here> fetched(Fetched fetched, Text written) {
        return switch (fetched) {
            case Fetched.Here here -> Optional.of(here);
            case Fetched.None(String why, String hint) -> {
                problems.error(
                        written.at(),
                        "include-fetch",
                        quoted(written.text()) + " cannot be included: " + safe(why),
                        hint);
                yield Optional.empty();
            }
        };
    }

    private static List<IncludedFile> outside(String name, String key, Fetched.Here here, Text written, Place place) {
        Place there = new Place(place.tree(), "", "", true);
        return List.of(new IncludedFile(name, key, here.text(), written.at(), there, Map.of()));
    }

    private List<IncludedFile> component(Text written, Place place) {
        Optional<ComponentAddress> parsed = ComponentAddress.parse(expanded(written.text()));
        if (parsed.isEmpty()) {
            problems.error(
                    written.at(),
                    "component-address",
                    "the component " + quoted(written.text()) + " is not HOST/PROJECT/NAME@VERSION",
                    "write e.g. $CI_SERVER_FQDN/group/project/name@1.0.0");
            return List.of();
        }
        ComponentAddress address = parsed.get();
        String server = variables.valueOf("CI_SERVER_FQDN").orElse("");
        if (!address.host().equals(server)) {
            problems.error(
                    written.at(),
                    "component-host",
                    "the component " + quoted(written.text())
                            + (server.isEmpty()
                                    ? " is on a server, and this file is on none"
                                    : " is on another server than this one, " + Keywords.shown(server)),
                    "push its project to this server and write $CI_SERVER_FQDN, or include its file with remote");
            return List.of();
        }
        Optional<SourceTree> project = place.tree().project(address.project(), "");
        if (project.isEmpty()) {
            problems.error(
                    written.at(), "project-unknown", "component: " + RuleDecision.unseen(safe(address.project())));
            return List.of();
        }
        return component(written, address, place, project.get().tags());
    }

    private List<IncludedFile> component(Text written, ComponentAddress address, Place place, List<String> tags) {
        Optional<ComponentAddress.Chosen> chosen = address.chosen(tags);
        Optional<SourceTree> tree = chosen.flatMap(found -> place.tree().project(address.project(), found.ref()));
        if (tree.isEmpty()) {
            problems.error(
                    written.at(),
                    "component-version",
                    "the component " + quoted(written.text()) + ": "
                            + (chosen.isEmpty()
                                    ? "no tag of its project is a version such as 1.2.0"
                                    : "its project has no version, tag, branch or commit "
                                            + quoted(address.reference())),
                    NearName.hint(address.reference(), tags));
            return List.of();
        }
        Map<String, String> context = new LinkedHashMap<>();
        context.put("name", address.name());
        context.put("sha", tree.get().commit());
        context.put("version", chosen.get().version());
        context.put("reference", address.reference());
        Place there = Place.ofProject(
                tree.get(),
                safe(address.project()),
                address.project(),
                chosen.get().ref());
        for (String file : address.files()) {
            Optional<String> text = tree.get().read(file);
            if (text.isPresent()) {
                return List.of(new IncludedFile(
                        there.prefix() + file, there.origin() + file, text.get(), written.at(), there, context));
            }
        }
        problems.error(
                written.at(),
                "include-missing",
                "the component " + quoted(written.text()) + " is neither " + String.join(" nor ", address.files())
                        + " of its project",
                NearName.hint(address.files().getFirst(), tree.get().files()));
        return List.of();
    }
}
