package dev.sluice.core.model;

/**
 * What happens inside a job: the dialect's own, as data that can be stored, with one behaviour. It is either a
 * {@link ScriptProgram}, which a runner executes, or a {@link DownstreamProgram}, which starts another run. A program is a
 * record.
 */
public interface Program {}
