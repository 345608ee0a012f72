package dev.sluice.app.delivery;

import dev.sluice.core.delivery.EnvironmentSpec.Target;
import java.util.List;

/**
 * What runs the services of each kind of target. Safe for many threads.
 *
 * @param process for processes on the server's host
 */
public record DeployTargets(DeployTarget process) {

    /** What runs the services of an environment with this target. */
    public DeployTarget of(Target target) {
        return switch (target) {
            case Target.Process() -> process;
        };
    }

    /** Every one, to look for slots wherever they may be. */
    public List<DeployTarget> all() {
        return List.of(process);
    }
}
