package dev.sluice.app.access;

import dev.sluice.core.model.Trigger;
import java.util.Optional;

/**
 * A person (or a program) that may log in.
 *
 * @param id number on this server
 * @param login lower case, unique, without blanks
 * @param name for people
 * @param email may be empty text; gives no trust
 * @param administrator may do everything
 * @param disabled may do nothing: its sessions and tokens are dead
 */
public record Account(long id, String login, String name, String email, boolean administrator, boolean disabled) {
    /** The account as the cause of a run. */
    public Trigger.Actor actor() {
        return new Trigger.Actor(login, name, email, Optional.of(id));
    }
}
