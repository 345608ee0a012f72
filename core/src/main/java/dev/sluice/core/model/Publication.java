package dev.sluice.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A release as a job announces it when its script has passed (GitLab: {@code release}): notes for people, kept with a tag. All
 * texts are as they are to be shown. It says nothing of what is deployed: releases that are deployed are made of green runs.
 *
 * @param tag its short name; made where it is not there
 * @param tagMessage makes the new tag an annotated one; may be empty
 * @param ref branch, tag or full commit that the new tag is to stand for; empty: the commit of the run
 * @param name empty: the tag's
 * @param description text for people, of any number of lines
 * @param milestones names
 * @param releasedAt empty: now; later than now: it is announced
 */
public record Publication(
        String tag,
        String tagMessage,
        String ref,
        String name,
        String description,
        List<String> milestones,
        Optional<Instant> releasedAt,
        List<Link> links) {
    public Publication {
        milestones = List.copyOf(milestones);
        links = List.copyOf(links);
    }

    /**
     * Something that belongs to a release and lies elsewhere.
     *
     * @param path a lasting address below the release, {@code /bin/tool}; may be empty
     */
    public record Link(String name, String url, String path, Kind kind) {
        /** What is found there. */
        public enum Kind {
            OTHER,
            RUNBOOK,
            IMAGE,
            PACKAGE
        }
    }

    /** What came of it. */
    public sealed interface Answer {
        /**
         * It is there now.
         *
         * @param commit that the tag stands for
         */
        record Made(String commit, boolean newTag) implements Answer {}

        /** It was not made, for this reason: a sentence for people. */
        record Refused(String why) implements Answer {}

        /** Nothing here makes releases; a sentence for people. */
        record NoEffect(String why) implements Answer {}
    }
}
