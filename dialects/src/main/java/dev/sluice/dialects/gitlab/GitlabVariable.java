package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession.ProjectVariable;

/**
 * A variable of a job.
 *
 * @param name letters, digits and {@code _}
 * @param value as written, not expanded
 * @param expand whether variables in its value are expanded (GitLab: not {@code raw})
 * @param masked whether its value must never reach a log
 * @param file whether the job gets a file with the value, and the file's path in the variable
 */
public record GitlabVariable(String name, String value, boolean expand, boolean masked, boolean file) {

    /** An ordinary variable: expanded, shown. */
    public static GitlabVariable of(String name, String value) {
        return new GitlabVariable(name, value, true, false, false);
    }

    /** A value that is taken as it is. */
    public static GitlabVariable raw(String name, String value) {
        return new GitlabVariable(name, value, false, false, false);
    }

    /** One that is kept outside of the file. A masked value is taken as it is: expanded it would no longer be what is masked. */
    public static GitlabVariable kept(ProjectVariable variable) {
        return new GitlabVariable(
                variable.name(),
                variable.value(),
                !variable.masked() && !variable.raw(),
                variable.masked(),
                variable.file());
    }

    /** A secret: taken as it is and masked in logs. */
    public static GitlabVariable secret(String name, String value) {
        return new GitlabVariable(name, value, false, true, false);
    }
}
