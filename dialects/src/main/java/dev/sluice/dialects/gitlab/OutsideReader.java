package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.GitlabProgram.IdToken;
import dev.sluice.dialects.gitlab.GitlabProgram.OtherNeed;
import dev.sluice.dialects.gitlab.GitlabProgram.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a job wants of services that Sluice is not connected with, or is itself: tokens, secrets, identities, scanner profiles
 * (docs.gitlab.com, CI/CD YAML syntax). Their mistakes are told; the job itself says what it does without, and one that cannot
 * do without its secrets fails before its script.
 */
final class OutsideReader {
    private static final Map<String, Keywords> PROVIDERS = Map.of(
            "vault", Keywords.SECRET_VAULT,
            "azure_key_vault", Keywords.SECRET_AZURE,
            "gcp_secret_manager", Keywords.SECRET_GCP,
            "aws_secrets_manager", Keywords.SECRET_AWS,
            "gitlab_secrets_manager", Keywords.SECRET_GITLAB);
    /** What a provider cannot do without, where it is written as a mapping. */
    private static final Map<String, List<String>> NEEDED = Map.of(
            "vault", List.of("path", "field", "engine"),
            "azure_key_vault", List.of("name"),
            "gcp_secret_manager", List.of("name"),
            "aws_secrets_manager", List.of("secret_id"),
            "gitlab_secrets_manager", List.of("name"));

    private final FieldReader job;
    private final List<String> notes = new ArrayList<>();
    private final List<IdToken> tokens = new ArrayList<>();

    private OutsideReader(FieldReader job) {
        this.job = job;
    }

    /** What the job wants and does not get; empty where it wants nothing. */
    static Optional<Outside> read(FieldReader job) {
        OutsideReader reader = new OutsideReader(job);
        reader.tokens();
        reader.identity();
        reader.scanner();
        List<String> secrets = reader.secrets();
        List<OtherNeed> others = OtherNeedsReader.wanted(job);
        Outside outside = new Outside(reader.notes, secrets, reader.tokens, others, ReleaseReader.read(job));
        return outside.equals(Outside.NOTHING) ? Optional.empty() : Optional.of(outside);
    }

    private void note(String keyword, String what) {
        job.withoutEffect(keyword, what);
        notes.add("\"" + keyword + "\" has no effect here: " + what);
    }

    private void tokens() {
        if (!(job.value("id_tokens") instanceof Hash wanted)) {
            mapping("id_tokens");
            return;
        }
        FieldReader reader = job.below(wanted, "id_tokens");
        for (String name : wanted.fields().keySet()) {
            reader.mapping(name, Keywords.ID_TOKEN).ifPresent(token -> {
                if (token.has("aud")) {
                    token.texts("aud", true)
                            .ifPresent(aud -> tokens.add(new IdToken(
                                    name, aud.stream().map(Text::text).toList())));
                } else {
                    missing(token, "aud");
                }
            });
        }
    }

    private void identity() {
        if (job.has("identity")) {
            job.word("identity", List.of("google_cloud"));
            note("identity", "the job has no identity at a cloud");
        }
    }

    private void scanner() {
        job.mapping("dast_configuration", Keywords.DAST).ifPresent(reader -> {
            reader.text("site_profile");
            reader.text("scanner_profile");
            note("dast_configuration", "profiles of a scanner are kept by GitLab alone");
        });
    }

    /** Names of the variables that would hold them. */
    private List<String> secrets() {
        if (!(job.value("secrets") instanceof Hash secrets)) {
            mapping("secrets");
            return List.of();
        }
        FieldReader reader = job.below(secrets, "secrets");
        for (String name : secrets.fields().keySet()) {
            reader.mapping(name, Keywords.SECRET).ifPresent(OutsideReader::secret);
        }
        job.withoutEffect("secrets", "no store of secrets is connected, and the job will fail before its script");
        return List.copyOf(secrets.fields().keySet());
    }

    private static void secret(FieldReader secret) {
        secret.flag("file");
        secret.text("token");
        List<String> providers =
                PROVIDERS.keySet().stream().filter(secret::has).sorted().toList();
        if (providers.size() != 1) {
            secret.problems()
                    .error(
                            secret.hash().at(),
                            providers.isEmpty() ? "missing" : "exclusive",
                            secret.owner() + ": exactly one of "
                                    + String.join(
                                            ", ",
                                            PROVIDERS.keySet().stream().sorted().toList())
                                    + " says where the secret is");
            return;
        }
        String provider = providers.getFirst();
        if (provider.equals("gcp_secret_manager") && !secret.has("token")) {
            missing(secret, "token");
        }
        boolean mayBeText = provider.equals("vault") || provider.equals("aws_secrets_manager");
        if (mayBeText && secret.value(provider) instanceof Text) {
            secret.filledText(provider);
            return;
        }
        secret.mapping(provider, PROVIDERS.getOrDefault(provider, Keywords.SECRET_VAULT))
                .ifPresent(reader -> {
                    for (String needed : NEEDED.getOrDefault(provider, List.of())) {
                        if (!reader.has(needed)) {
                            missing(reader, needed);
                        }
                    }
                    reader.mapping("engine", Keywords.SECRET_ENGINE).ifPresent(engine -> {
                        for (String needed : List.of("name", "path")) {
                            engine.filledText(needed);
                            if (!engine.has(needed)) {
                                missing(engine, needed);
                            }
                        }
                    });
                });
    }

    private void mapping(String name) {
        if (!(job.value(name) instanceof Absent)) {
            job.wrong(job.value(name), name, "a mapping");
        }
    }

    private static void missing(FieldReader owner, String key) {
        owner.problems().error(owner.hash().at(), "missing", owner.owner() + ": \"" + key + "\" is missing");
    }
}
