package dev.sluice.core.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why and for what a run is made: the event, the commit and who caused it. Everything a dialect's rules may ask about
 * the outside is in here or in the {@link SourceTree}.
 *
 * @param event what happened
 * @param ref what was pushed or chosen
 * @param commit the commit to run
 * @param before the commit the ref pointed at before a push, forty zeros where there was none
 * @param defaultBranch the project's default branch, e.g. {@code main}
 * @param actor who caused it
 * @param project the project it belongs to
 * @param mergeRequest present for {@link Event#MERGE_REQUEST}, and perhaps for the child of such a run
 * @param variables given by the person or program that started the run; they win over what the file says
 * @param parent the job that started it; present exactly for {@link Event#PARENT_PIPELINE} and {@link Event#PIPELINE}
 * @param origin what else is known of what caused it
 * @param secrets masked variables that the job that started it handed down, sealed: stores and pages see no value
 * @param openRequests numbers of the open changes that its branch is proposed for, oldest first
 */
public record Trigger(
        Event event,
        GitRef ref,
        Commit commit,
        String before,
        String defaultBranch,
        Actor actor,
        ProjectInfo project,
        Optional<MergeRequest> mergeRequest,
        Map<String, String> variables,
        Optional<Parent> parent,
        Optional<Origin> origin,
        Map<String, String> secrets,
        List<Long> openRequests) {
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";

    public Trigger {
        variables = Map.copyOf(variables);
        secrets = Map.copyOf(secrets);
        openRequests = List.copyOf(openRequests);
        boolean ofRequest = event == Event.MERGE_REQUEST;
        if (mergeRequest.isPresent() != ofRequest && (ofRequest || event != Event.PARENT_PIPELINE)) {
            throw new IllegalArgumentException("a merge request belongs to the event of that name");
        }
        if (parent.isPresent() != (event == Event.PARENT_PIPELINE || event == Event.PIPELINE)) {
            throw new IllegalArgumentException("a parent belongs to the events that a job of another run causes");
        }
    }

    /** Why and for what a run is made that no other run started. */
    public Trigger(
            Event event,
            GitRef ref,
            Commit commit,
            String before,
            String defaultBranch,
            Actor actor,
            ProjectInfo project,
            Optional<MergeRequest> mergeRequest,
            Map<String, String> variables) {
        this(event, ref, commit, before, defaultBranch, actor, project, mergeRequest, variables, Optional.empty());
    }

    /** Why and for what a run is made that perhaps a job of another run started. */
    public Trigger(
            Event event,
            GitRef ref,
            Commit commit,
            String before,
            String defaultBranch,
            Actor actor,
            ProjectInfo project,
            Optional<MergeRequest> mergeRequest,
            Map<String, String> variables,
            Optional<Parent> parent) {
        this(
                event,
                ref,
                commit,
                before,
                defaultBranch,
                actor,
                project,
                mergeRequest,
                variables,
                parent,
                Optional.empty(),
                Map.of(),
                List.of());
    }

    /** The same commit for another reason. */
    public Trigger because(Event cause, Map<String, String> given, Optional<Origin> from) {
        return new Trigger(
                cause,
                ref,
                commit,
                before,
                defaultBranch,
                actor,
                project,
                mergeRequest,
                given,
                parent,
                from,
                secrets,
                openRequests);
    }

    /** The same for somebody else: whose rights count. */
    public Trigger by(Actor other) {
        return new Trigger(
                event,
                ref,
                commit,
                before,
                defaultBranch,
                other,
                project,
                mergeRequest,
                variables,
                parent,
                origin,
                secrets,
                openRequests);
    }

    /** The same commit for a change that is proposed. */
    public Trigger proposing(MergeRequest request) {
        return new Trigger(
                Event.MERGE_REQUEST,
                ref,
                commit,
                request.diffBase(),
                defaultBranch,
                actor,
                project,
                Optional.of(request),
                variables,
                parent,
                origin,
                secrets,
                openRequests);
    }

    /** The same with masked variables, sealed, that were handed down to it. */
    public Trigger withSecrets(Map<String, String> sealed) {
        return new Trigger(
                event,
                ref,
                commit,
                before,
                defaultBranch,
                actor,
                project,
                mergeRequest,
                variables,
                parent,
                origin,
                sealed,
                openRequests);
    }

    /** The same with the open changes that its branch is proposed for. */
    public Trigger withOpenRequests(List<Long> numbers) {
        return new Trigger(
                event,
                ref,
                commit,
                before,
                defaultBranch,
                actor,
                project,
                mergeRequest,
                variables,
                parent,
                origin,
                secrets,
                numbers);
    }

    /**
     * Whether it is for a protected ref: the default branch is always one. A change from one branch into another is where both
     * are (docs.gitlab.com, "Merge request pipelines").
     */
    public boolean refProtected() {
        return mergeRequest
                .map(request -> isProtected(new GitRef.Branch(request.sourceBranch()))
                        && isProtected(new GitRef.Branch(request.targetBranch())))
                .orElseGet(() -> isProtected(ref));
    }

    /** Whether the ref is a protected one: the default branch, and what the project protects. */
    public boolean isProtected(GitRef one) {
        return one.equals(new GitRef.Branch(defaultBranch))
                || project.protectedRefs().stream().anyMatch(some -> some.includes(one));
    }

    /** What caused a run. */
    public enum Event {
        PUSH,
        TAG,
        MERGE_REQUEST,
        SCHEDULE,
        MANUAL,
        API,
        TRIGGER,
        /** A job of another run of the same project and commit. */
        PARENT_PIPELINE,
        /** A job of a run of another project. */
        PIPELINE
    }

    /** What caused a run, beside the event. */
    public sealed interface Origin {
        /** A schedule of the project, with the description that people gave it. */
        record Schedule(long number, String description) implements Origin {}

        /**
         * A trigger token of the project.
         *
         * @param shortForm its first characters
         * @param payload what was sent with it, as JSON, without the token
         */
        record Token(String shortForm, Optional<String> payload) implements Origin {}
    }

    /** A branch or a tag by its short name. */
    public sealed interface GitRef {
        String name();

        /** The full name, {@code refs/heads/...} or {@code refs/tags/...}. */
        String fullName();

        /** The ref of that full name, without a message; empty where it is neither branch nor tag. */
        static Optional<GitRef> parse(String fullName) {
            if (fullName.startsWith(HEADS)) {
                return Optional.of(new Branch(fullName.substring(HEADS.length())));
            }
            return fullName.startsWith(TAGS)
                    ? Optional.of(new Tag(fullName.substring(TAGS.length()), ""))
                    : Optional.empty();
        }

        /** A branch. */
        record Branch(String name) implements GitRef {
            @Override
            public String fullName() {
                return HEADS + name;
            }
        }

        /** A tag; {@code message} is the annotation, empty for a lightweight tag. */
        record Tag(String name, String message) implements GitRef {
            @Override
            public String fullName() {
                return TAGS + name;
            }
        }
    }

    /**
     * A commit.
     *
     * @param sha 40 (or 64) lower-case hex digits
     * @param message the whole message, first line is the title
     * @param author {@code Name <mail>}
     * @param timestamp committer date, ISO 8601 with offset
     */
    public record Commit(String sha, String message, String author, String timestamp) {
        public String title() {
            int end = message.indexOf('\n');
            return end < 0 ? message : message.substring(0, end);
        }
    }

    /**
     * The account that caused the run; names and mails of commits give no trust.
     *
     * @param id number of the account on this server; empty where there is none, e.g. under {@code sluice run}
     */
    public record Actor(String login, String name, String email, Optional<Long> id) {
        /** Somebody without an account. */
        public Actor(String login, String name, String email) {
            this(login, name, email, Optional.empty());
        }
    }

    /**
     * The project as its pipelines see it.
     *
     * @param id number of the project on this server (1 under {@code sluice run})
     * @param path {@code group/name}, possibly several groups
     * @param url address of the project's page, without a final slash
     * @param gitUrl address to clone from
     * @param serverUrl address of the server, without a final slash
     * @param protectedRefs which refs count as protected beside the default branch
     */
    public record ProjectInfo(
            long id, String path, String url, String gitUrl, String serverUrl, List<ProtectedRefs> protectedRefs) {
        public ProjectInfo {
            protectedRefs = List.copyOf(protectedRefs);
        }

        /** A project that protects its default branch alone. */
        public ProjectInfo(long id, String path, String url, String gitUrl, String serverUrl) {
            this(id, path, url, gitUrl, serverUrl, List.of());
        }

        public String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        public String namespace() {
            int slash = path.lastIndexOf('/');
            return slash < 0 ? "" : path.substring(0, slash);
        }
    }

    /**
     * Branches or tags that only trusted people may change.
     *
     * @param tags whether it is about tags, else branches
     * @param pattern a short name, in which {@code *} stands for any text
     */
    public record ProtectedRefs(boolean tags, String pattern) {
        /** Whether the ref is one of them. */
        public boolean includes(GitRef ref) {
            return switch (ref) {
                case GitRef.Branch(String name) -> !tags && WildcardName.matches(pattern, name);
                case GitRef.Tag(String name, String _) -> tags && WildcardName.matches(pattern, name);
            };
        }
    }

    /**
     * The job of another run that started a run.
     *
     * @param project number of its project
     * @param run its run's number in the project
     * @param attempt of the job, 1-based
     * @param level how many runs of the same commit are above this one: 1 for a child, 2 for its child; 0 where it is the
     *     first of its project
     * @param length how many runs are above it in all, 1 or more
     */
    public record Parent(long project, long run, String job, int attempt, int level, int length) {}

    /**
     * A change proposed from one branch into another.
     *
     * @param version number of its state in the project: every push to the source branch makes a higher one; empty where nobody counts
     */
    public record MergeRequest(
            long number,
            String title,
            String sourceBranch,
            String targetBranch,
            String diffBase,
            Optional<Long> version) {
        /** A change whose states nobody counts. */
        public MergeRequest(long number, String title, String sourceBranch, String targetBranch, String diffBase) {
            this(number, title, sourceBranch, targetBranch, diffBase, Optional.empty());
        }

        /** Whether its title says that it is not ready (docs.gitlab.com, "Draft merge requests"). */
        public boolean draft() {
            String start = title.strip().toLowerCase(Locale.ROOT);
            return start.startsWith("draft:") || start.startsWith("[draft]") || start.startsWith("(draft)");
        }
    }
}
