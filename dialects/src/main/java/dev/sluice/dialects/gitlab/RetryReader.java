package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job.Retry;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code retry} (docs.gitlab.com, CI/CD YAML syntax, retry). */
final class RetryReader {
    /** What people write, with the reasons of ours that it stands for. */
    private static final List<String> USUAL = List.of(
            "always",
            "unknown_failure",
            "script_failure",
            "api_failure",
            "stuck_or_timeout_failure",
            "stuck_pending_with_matching_runners",
            "stuck_pending_no_matching_runners",
            "no_updates_running",
            "no_updates_canceling",
            "runner_system_failure",
            "runner_configuration_error",
            "runner_external_dependency_failure",
            "runner_interrupted",
            "runner_unsupported",
            "stale_schedule",
            "job_execution_timeout",
            "server_timeout_running",
            "server_timeout_canceling",
            "archived_failure",
            "unmet_prerequisites",
            "scheduler_failure",
            "data_integrity_failure",
            "missing_dependency_failure");
    /** Every other reason that GitLab keeps is a word of {@code when} too; none of them comes up here. */
    private static final List<String> RARE = List.of(
            "bridge_pipeline_is_child_pipeline",
            "builds_disabled",
            "ci_quota_exceeded",
            "deployment_rejected",
            "downstream_bridge_project_not_found",
            "downstream_pipeline_creation_failed",
            "downstream_project_trigger_resolved_to_empty",
            "duo_workflow_not_allowed",
            "environment_creation_failure",
            "failed_outdated_deployment_job",
            "forward_deployment_failure",
            "id_token_burned_project_path",
            "insufficient_bridge_permissions",
            "insufficient_upstream_permissions",
            "invalid_bridge_trigger",
            "ip_restriction_failure",
            "job_execution_server_timeout",
            "job_router_failure",
            "job_token_expired",
            "no_matching_runner",
            "pipeline_loop_detected",
            "project_deleted",
            "protected_environment_failure",
            "reached_downstream_pipeline_trigger_rate_limit",
            "reached_max_descendant_pipelines_depth",
            "reached_max_pipeline_hierarchy_size",
            "runner_provisioning_timeout",
            "secrets_provider_not_found",
            "trace_size_exceeded",
            "upstream_bridge_project_not_found",
            "user_blocked");

    private RetryReader() {}

    static Retry read(FieldReader reader) {
        return switch (reader.value("retry")) {
            case Absent _ -> Retry.never();
            case Whole whole -> new Retry(reader.number(whole, "retry", 0, 2).orElse(0), Set.of(), Set.of());
            case Hash _ ->
                reader.mapping("retry", Keywords.RETRY)
                        .map(RetryReader::detailed)
                        .orElse(Retry.never());
            case ConfigValue other -> {
                reader.wrong(other, "retry", "0, 1, 2 or a mapping with \"max\", \"when\" and \"exit_codes\"");
                yield Retry.never();
            }
        };
    }

    private static Retry detailed(FieldReader reader) {
        OptionalInt max = reader.number("max", 0, 2);
        Optional<Set<Integer>> codes = RulesReader.exitCodes(reader);
        Optional<List<Text>> when = reader.texts("when", true);
        boolean always = when.isEmpty() && codes.isEmpty();
        Set<FailureReason> reasons = EnumSet.noneOf(FailureReason.class);
        for (Text word : when.orElse(List.of())) {
            if (!USUAL.contains(word.text()) && !RARE.contains(word.text())) {
                reader.unknownWord(word, "when", new ArrayList<>(USUAL));
            }
            always |= word.text().equals("always");
            reasons.addAll(reasons(word.text()));
        }
        if (always) {
            return new Retry(max.orElse(2), Set.of(), Set.of());
        }
        // Reasons that never come up here leave nothing to retry for; two empty sets would mean "after any failure".
        return reasons.isEmpty() && codes.isEmpty()
                ? Retry.never()
                : new Retry(max.orElse(2), reasons, codes.orElse(Set.of()));
    }

    /** The broad words stand for the narrow ones that came after them too. */
    private static Set<FailureReason> reasons(String word) {
        return switch (word) {
            case "script_failure" -> Set.of(FailureReason.SCRIPT_FAILURE);
            case "runner_system_failure" -> Set.of(FailureReason.RUNNER_SYSTEM_FAILURE, FailureReason.RUNNER_LOST);
            case "stuck_or_timeout_failure" -> Set.of(FailureReason.STUCK, FailureReason.RUNNER_LOST);
            case "stuck_pending_with_matching_runners", "stuck_pending_no_matching_runners" ->
                Set.of(FailureReason.STUCK);
            case "no_updates_running", "no_updates_canceling", "runner_interrupted" ->
                Set.of(FailureReason.RUNNER_LOST);
            case "job_execution_timeout", "server_timeout_running", "server_timeout_canceling" ->
                Set.of(FailureReason.TIMEOUT);
            case "missing_dependency_failure" -> Set.of(FailureReason.MISSING_DEPENDENCY);
            case "data_integrity_failure" -> Set.of(FailureReason.DATA_INTEGRITY);
            case "unknown_failure" -> Set.of(FailureReason.LIMIT_REACHED);
            default -> Set.of();
        };
    }
}
