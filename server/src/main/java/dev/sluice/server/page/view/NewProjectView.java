package dev.sluice.server.page.view;

/**
 * The form for a new project.
 *
 * @param path what was typed
 * @param branch what was typed
 * @param pathProblem why the path cannot be taken, in the visitor's language, or empty text
 * @param branchProblem the same for the branch
 * @param pushCommand how a push makes a project without this form
 */
public record NewProjectView(
        String path, String branch, String pathProblem, String branchProblem, String pushCommand) {}
