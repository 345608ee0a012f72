package dev.sluice.cli.include;

import dev.sluice.adapters.include.AllowedAddresses;
import dev.sluice.adapters.include.IncludeSources;
import dev.sluice.adapters.include.TemplateSource;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What pipeline files may include from elsewhere. */
public final class IncludeOptions {
    private static final Option<String> ALLOW = Option.text(
                    "--allow-include",
                    "HOST[/PATH]",
                    "pipeline files may include files from there, by https; private addresses need a network as well,"
                            + " as in 10.0.0.0/8 (SLUICE_ALLOW_INCLUDE)")
            .repeated();
    private static final Option<String> TEMPLATES = Option.text(
            "--templates",
            "DIR|URL",
            "where GitLab's templates are: a folder, or the https address of one (SLUICE_TEMPLATES)");

    private IncludeOptions() {}

    /** All of them, for a command's description. */
    public static List<Option<?>> all() {
        return List.of(ALLOW, TEMPLATES);
    }

    /**
     * What is allowed: by the options, else by the environment. {@code SSL_CERT_FILE} names certificates to trust besides those
     * that Java trusts.
     */
    public static IncludeSources.Settings of(Invocation invocation) throws CommandFailed {
        List<String> allowed = new ArrayList<>(invocation.arguments().all(ALLOW));
        if (allowed.isEmpty()) {
            invocation
                    .environment("SLUICE_ALLOW_INCLUDE")
                    .ifPresent(text -> allowed.addAll(List.of(text.split("[, ]+"))));
            allowed.removeIf(String::isBlank);
        }
        Optional<String> templates = invocation
                .arguments()
                .one(TEMPLATES)
                .or(() -> invocation.environment("SLUICE_TEMPLATES"))
                .filter(text -> !text.isBlank());
        try {
            return new IncludeSources.Settings(
                    AllowedAddresses.of(allowed),
                    templates.map(text -> TemplateSource.of(text, invocation.directory())),
                    invocation.environment("SSL_CERT_FILE").map(Path::of));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(Exit.INVALID, String.valueOf(e.getMessage()), "");
        }
    }
}
