package dev.sluice.adapters.files;

/** Whether a file must be on the disk before it counts as written. */
public enum Durability {
    /** Survives a power loss: for the server. */
    SYNCED,
    /** Survives the death of this process, not of the machine: for {@code sluice run}. */
    CACHED
}
