package dev.sluice.cli;

import dev.sluice.cli.demo.DemoCommand;
import dev.sluice.cli.remote.AccountCommand;
import dev.sluice.cli.remote.ApproveCommand;
import dev.sluice.cli.remote.DeployCommand;
import dev.sluice.cli.remote.DownCommand;
import dev.sluice.cli.remote.EnvironmentsCommand;
import dev.sluice.cli.remote.LogsCommand;
import dev.sluice.cli.remote.MemberCommand;
import dev.sluice.cli.remote.PromoteCommand;
import dev.sluice.cli.remote.ResourceGroupCommand;
import dev.sluice.cli.remote.RollbackCommand;
import dev.sluice.cli.remote.RunActionCommand;
import dev.sluice.cli.remote.ScheduleCommand;
import dev.sluice.cli.remote.StatusCommand;
import dev.sluice.cli.remote.TokenCommand;
import dev.sluice.cli.remote.VariableCommand;
import dev.sluice.cli.run.ListCommand;
import dev.sluice.cli.run.RunCommand;
import dev.sluice.cli.run.ValidateCommand;
import dev.sluice.cli.serve.ServeCommand;
import java.util.List;

/** All commands, in the order of the help. */
final class CommandTable {
    private CommandTable() {}

    static List<Command> all() {
        return List.of(
                new RunCommand(),
                new ValidateCommand(),
                new ListCommand(),
                new ServeCommand(),
                new DemoCommand(),
                new StatusCommand(),
                new LogsCommand(),
                new RunActionCommand(RunActionCommand.Action.RETRY),
                new RunActionCommand(RunActionCommand.Action.CANCEL),
                new EnvironmentsCommand(),
                new ApproveCommand(),
                new PromoteCommand(),
                new DeployCommand(),
                new RollbackCommand(),
                new DownCommand(),
                new AccountCommand(AccountCommand.Verb.ADD),
                new AccountCommand(AccountCommand.Verb.LIST),
                new AccountCommand(AccountCommand.Verb.DISABLE),
                new AccountCommand(AccountCommand.Verb.ENABLE),
                new AccountCommand(AccountCommand.Verb.PASSWORD),
                new MemberCommand(MemberCommand.Verb.SET),
                new MemberCommand(MemberCommand.Verb.REMOVE),
                new MemberCommand(MemberCommand.Verb.LIST),
                new VariableCommand(VariableCommand.Verb.SET),
                new VariableCommand(VariableCommand.Verb.LIST),
                new VariableCommand(VariableCommand.Verb.REMOVE),
                new ScheduleCommand(ScheduleCommand.Verb.CREATE),
                new ScheduleCommand(ScheduleCommand.Verb.LIST),
                new ScheduleCommand(ScheduleCommand.Verb.RUN),
                new ScheduleCommand(ScheduleCommand.Verb.REMOVE),
                new ResourceGroupCommand(ResourceGroupCommand.Verb.SET),
                new ResourceGroupCommand(ResourceGroupCommand.Verb.LIST),
                new TokenCommand(TokenCommand.Verb.CREATE),
                new TokenCommand(TokenCommand.Verb.LIST),
                new TokenCommand(TokenCommand.Verb.REVOKE),
                new CompletionCommand());
    }
}
