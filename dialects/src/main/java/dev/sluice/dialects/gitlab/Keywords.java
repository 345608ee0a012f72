package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.List;

/**
 * The keywords that GitLab 18 knows at one place of a file, and which of them Sluice does not do yet (docs.gitlab.com,
 * "CI/CD YAML syntax reference"). A keyword is read, refused as not yet supported, or unknown; none is ever passed over.
 */
final class Keywords {
    static final Keywords TOP =
            of("default include stages variables workflow image services cache before_script after_script");
    static final Keywords DEFAULT =
            of("after_script artifacts before_script cache hooks id_tokens identity image interruptible retry services"
                    + " tags timeout");
    static final Keywords JOB =
            of("after_script allow_failure artifacts before_script cache coverage dast_configuration dependencies"
                    + " environment except extends hooks id_tokens identity image inherit inputs interruptible"
                    + " manual_confirmation needs only pages parallel publish release resource_group retry rules run"
                    + " script secrets services stage start_in tags timeout trigger variables when");
    /** What a job with {@code trigger} may have: no runner takes it. */
    static final Keywords TRIGGER_JOB =
            of("allow_failure environment except extends inherit interruptible needs only parallel resource_group rules"
                    + " stage trigger variables when");

    static final Keywords STEP = of("env func inputs name script step");
    static final Keywords STEP_SOURCE = of("git oci");
    static final Keywords STEP_OCI = of("dir file registry repository tag");
    static final Keywords STEP_GIT = of("dir file rev url");
    static final Keywords ID_TOKEN = of("aud");
    static final Keywords DAST = of("scanner_profile site_profile");
    static final Keywords RELEASE = of("assets description milestones name ref released_at tag_message tag_name");
    static final Keywords RELEASE_ASSETS = of("links");
    static final Keywords RELEASE_LINK = of("filepath link_type name url");
    static final Keywords SECRET =
            of("aws_secrets_manager azure_key_vault file gcp_secret_manager gitlab_secrets_manager" + " token vault");
    static final Keywords SECRET_VAULT = of("engine field path");
    static final Keywords SECRET_ENGINE = of("name path");
    static final Keywords SECRET_AZURE = of("name version");
    static final Keywords SECRET_GCP = of("name version");
    static final Keywords SECRET_AWS = of("field region role_arn role_session_name secret_id version_id version_stage");
    static final Keywords SECRET_GITLAB = of("name source");
    static final Keywords TRIGGER = of("branch forward include inputs project strategy");

    static final Keywords FORWARD = of("pipeline_variables yaml_variables");
    static final Keywords TRIGGER_INCLUDE =
            of("artifact component file inputs integrity job local project ref remote template");
    static final Keywords WORKFLOW = of("auto_cancel name rules");
    static final Keywords WORKFLOW_RULE = of("allow_failure auto_cancel changes exists if needs variables when");
    static final Keywords AUTO_CANCEL = of("on_job_failure on_new_commit");
    static final Keywords RULE = of("allow_failure changes exists if interruptible needs start_in variables when");
    static final Keywords INCLUDE_RULE = of("changes exists if when");
    static final Keywords CHANGES = of("compare_to paths");
    static final Keywords EXISTS = of("paths project ref");
    static final Keywords INCLUDE =
            of("artifact cache component file inputs integrity job local project ref remote rules template");
    static final Keywords SPEC_INCLUDE = of("file integrity local project ref remote");
    static final Keywords INPUTS_FILE = of("inputs");
    static final Keywords ARTIFACTS = of("access exclude expire_in expose_as name paths public reports untracked when");
    static final Keywords REPORTS =
            of("accessibility annotations api_fuzzing browser_performance cluster_image_scanning codequality"
                    + " container_scanning coverage_fuzzing coverage_report cyclonedx dast dependency_scanning dotenv"
                    + " junit license_scanning load_performance lsif metrics performance repository_xray requirements"
                    + " requirements_v2 sarif sast secret_detection terraform");
    static final Keywords COVERAGE_REPORT = of("coverage_format path");
    static final Keywords CACHE = of("fallback_keys key paths policy unprotect untracked when");
    static final Keywords CACHE_KEY = of("files files_commits prefix");
    static final Keywords ENVIRONMENT = of("action auto_stop_in deployment_tier kubernetes name on_stop url");
    static final Keywords ENVIRONMENT_KUBERNETES = of("agent dashboard flux_resource_path managed_resources namespace");
    static final Keywords MANAGED_RESOURCES = of("enabled");
    static final Keywords KUBERNETES_DASHBOARD = of("flux_resource_path namespace");
    static final Keywords JOB_INPUT = of("default description options regex type");
    static final Keywords RETRY = of("exit_codes max when");
    static final Keywords ALLOW_FAILURE = of("exit_codes");
    static final Keywords NEED = of("artifacts job optional parallel pipeline project ref");
    static final Keywords NEED_OF_PROJECT = of("artifacts job parallel project ref");
    static final Keywords NEED_OF_PIPELINE = of("artifacts job optional parallel pipeline");
    static final Keywords PARALLEL = of("matrix");
    static final Keywords HOOKS = of("pre_get_sources_script");
    static final Keywords INHERIT = of("default variables");
    static final Keywords IMAGE = of("docker entrypoint kubernetes name pull_policy");
    static final Keywords IMAGE_DOCKER = of("platform user");
    static final Keywords IMAGE_KUBERNETES = of("user");
    static final Keywords SERVICE = of("alias command docker entrypoint kubernetes name pull_policy variables");
    static final Keywords POLICY = of("changes kubernetes refs variables");
    static final Keywords PAGES = of("expire_in path_prefix publish");
    static final Keywords VARIABLE = of("description expand options value");
    static final Keywords SPEC = of("component include inputs");
    static final Keywords INPUT = of("default description options regex rules type");
    static final Keywords INPUT_RULE = of("default if options");

    private final List<String> names = new ArrayList<>();

    private Keywords() {}

    static Keywords of(String names) {
        Keywords keywords = new Keywords();
        keywords.names.addAll(List.of(names.split(" ")));
        return keywords;
    }

    List<String> names() {
        return names;
    }

    boolean knows(String name) {
        return names.contains(name);
    }

    /**
     * Tells every key of a mapping that may not stand there.
     *
     * @param owner what the mapping is, for the message, e.g. {@code job "build"}
     */
    void check(ConfigValue.Hash hash, String owner, Problems problems) {
        hash.fields().forEach((name, field) -> {
            if (!names.contains(name)) {
                String known = names.size() > 12 ? "" : "; there are " + String.join(", ", names);
                String near = NearName.hint(name, names);
                problems.error(
                        field.at(),
                        "unknown-key",
                        owner + ": unknown keyword \"" + shown(name) + "\"" + (near.isEmpty() ? known : ""),
                        near);
            }
        });
    }

    /** A name from a file, made fit for one line of a message. */
    static String shown(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().limit(80).forEach(c -> {
            boolean plain =
                    c >= ' ' && c != 0x7f && Character.getType(c) != Character.FORMAT && !Character.isISOControl(c);
            if (plain) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
            }
        });
        return name.length() > 80 ? out + "..." : out.toString();
    }
}
