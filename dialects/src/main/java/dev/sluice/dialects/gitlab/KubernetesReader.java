package dev.sluice.dialects.gitlab;

/** Reads {@code environment: kubernetes} (docs.gitlab.com, CI/CD YAML syntax). No cluster is connected, so it has no effect. */
final class KubernetesReader {
    private KubernetesReader() {}

    /** Tells the mistakes, and that nothing comes of it. */
    static void read(FieldReader environment) {
        environment.mapping("kubernetes", Keywords.ENVIRONMENT_KUBERNETES).ifPresent(kubernetes -> {
            kubernetes.filledText("agent");
            kubernetes.filledText("namespace");
            kubernetes.filledText("flux_resource_path");
            kubernetes
                    .mapping("managed_resources", Keywords.MANAGED_RESOURCES)
                    .ifPresent(resources -> resources.flag("enabled"));
            kubernetes.mapping("dashboard", Keywords.KUBERNETES_DASHBOARD).ifPresent(dashboard -> {
                dashboard.filledText("namespace");
                dashboard.filledText("flux_resource_path");
            });
            environment.withoutEffect("kubernetes", "no cluster is connected with environments");
        });
    }
}
