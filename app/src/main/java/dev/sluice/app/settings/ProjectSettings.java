package dev.sluice.app.settings;

import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.trigger.TriggerTokens;
import dev.sluice.app.variable.Variables;

/** What pages and programs change in the settings of a project. */
public record ProjectSettings(
        Variables variables,
        ProtectedRefRules protectedRefs,
        Schedules schedules,
        TriggerTokens triggers,
        ResourceGroups groups) {}
