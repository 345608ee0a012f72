package dev.sluice.cli.serve;

import dev.sluice.adapters.store.Argon2Hasher;
import dev.sluice.adapters.store.DataFolder;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.access.Access;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Secret;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.dialects.gitlab.GitlabDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The last way in: whoever has a server's data folder can give its accounts new passwords, while the server is stopped. */
public final class PasswordRecovery {
    private PasswordRecovery() {}

    /** Gives the account this password, and says so in the audit record. */
    public static void recover(Path folder, String login, Secret password) throws CommandFailed {
        ServerLog.install();
        // Asked first: taking the folder would make one.
        if (!Files.isRegularFile(folder.resolve("sluice.db"))) {
            throw new CommandFailed(
                    Exit.INVALID,
                    folder + " is no data folder of a server: it has no sluice.db",
                    "sluice serve prints its folder as data=...");
        }
        Clock clock = Clock.systemUTC();
        try (DataFolder data = DataFolder.take(folder);
                Store store = Store.open(data.database(), GitlabDialect.PROGRAMS, clock)) {
            Accounts accounts = new Accounts(
                    store.accounts(), new Argon2Hasher(), new Access(store.accounts()), store.audit(), clock);
            if (accounts.recover(login, password.reveal().toCharArray())
                    instanceof Accounts.Result.Refused(String why)) {
                throw new CommandFailed(Exit.FAILED, why, "");
            }
        } catch (StoreUnavailable e) {
            throw new CommandFailed(
                    Exit.FAILED,
                    String.valueOf(e.getMessage()),
                    "stop the server for this, or leave out --data to ask the server itself");
        }
    }
}
