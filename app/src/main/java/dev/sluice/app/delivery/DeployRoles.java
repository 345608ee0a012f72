package dev.sluice.app.delivery;

import java.util.List;

/** Who has which role, asked anew whenever it matters. Safe for many threads. */
public interface DeployRoles {

    /** Whether the account has the role of that name in the project (or a higher one) and is not switched off. */
    boolean has(long project, String login, String role);

    /** Logins that have the role of that name, sorted. */
    List<String> with(long project, String role);

    /** Whether the account may ask for deployments at all. */
    boolean mayDeploy(long project, String login);
}
