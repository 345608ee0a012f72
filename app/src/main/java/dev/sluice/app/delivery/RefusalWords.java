package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.core.model.Sentence;
import java.util.Locale;

/** Refusals in English, one clause without a final full stop, for the API, the terminal and the audit record. Pages have their own words. */
public final class RefusalWords {
    private RefusalWords() {}

    /** What, why, and what to do. */
    public static String of(Refusal refusal) {
        return switch (refusal) {
            case Refusal.SignIn() -> "sign in first";
            case Refusal.NeedsRole(var roles) -> "this needs the role " + String.join(" or ", roles);
            case Refusal.OwnRelease() -> "you started the run of this release; someone else must approve";
            case Refusal.HasVoted() -> "you have approved this already";
            case Refusal.NotLiveIn(var environment) ->
                "it must have been live and healthy in " + environment + " first";
            case Refusal.WrongBranch(var pattern) -> "only releases of branch " + pattern + " go there";
            case Refusal.NothingLive(var environment) -> "nothing is live in " + environment;
            case Refusal.DeployedByJobs(var environment) ->
                "jobs of the pipeline file deploy to " + environment
                        + ", and the one that stops it (on_stop) cannot be started now: look at its run";
            case Refusal.RefForMaintainers(var ref) -> Sentence.REF_FOR_MAINTAINERS.with(ref);
            case Refusal.AlreadyLive() -> "it is live there already";
            case Refusal.AlreadyAskedFor(var deployment) ->
                "deployment " + deployment + " of this release waits or runs there already";
            case Refusal.FilesExpired(var what) -> "nothing was changed: " + what;
            case Refusal.ReplacedBy(var version) -> version + " replaced this request";
            case Refusal.NotNow(var status) ->
                "the deployment is " + status.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": not possible now";
            case Refusal.TryAgain() -> "The server is just taking the deployment up, or it has ended: try again.";
            case Refusal.Unknown(var what, var near) ->
                "there is no " + what + (near.isEmpty() ? "" : "; did you mean " + near + "?");
            case Refusal.BadConfiguration(var problems) ->
                "sluice.yml has mistakes: " + problems.getFirst().at() + ": "
                        + problems.getFirst().message();
        };
    }

    /** A stable word for programs. */
    public static String code(Refusal refusal) {
        return switch (refusal) {
            case Refusal.SignIn() -> "sign-in";
            case Refusal.NeedsRole(var _) -> "needs-role";
            case Refusal.OwnRelease() -> "own-release";
            case Refusal.HasVoted() -> "has-voted";
            case Refusal.NotLiveIn(var _) -> "not-live-before";
            case Refusal.WrongBranch(var _) -> "wrong-branch";
            case Refusal.NothingLive(var _) -> "nothing-live";
            case Refusal.DeployedByJobs(var _) -> "deployed-by-jobs";
            case Refusal.RefForMaintainers(var _) -> "protected-ref";
            case Refusal.AlreadyLive() -> "already-live";
            case Refusal.AlreadyAskedFor(var _) -> "already-asked-for";
            case Refusal.FilesExpired(var _) -> "files-expired";
            case Refusal.ReplacedBy(var _) -> "replaced";
            case Refusal.NotNow(var _) -> "not-now";
            case Refusal.TryAgain() -> "try-again";
            case Refusal.Unknown(var _, var _) -> "unknown";
            case Refusal.BadConfiguration(var _) -> "bad-configuration";
        };
    }
}
