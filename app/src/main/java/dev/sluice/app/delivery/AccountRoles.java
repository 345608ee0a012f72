package dev.sluice.app.delivery;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Roles of the installation's accounts: {@code reader}, {@code developer}, {@code maintainer} (each includes the ones
 * before it), {@code administrator}; any other name stands for the account of that login.
 */
public final class AccountRoles implements DeployRoles {
    private final AccountStore accounts;

    public AccountRoles(AccountStore accounts) {
        this.accounts = accounts;
    }

    @Override
    public boolean has(long project, String login, String role) {
        return accounts.byLogin(login)
                .filter(account -> has(project, account, role))
                .isPresent();
    }

    @Override
    public List<String> with(long project, String role) {
        return accounts.list().stream()
                .filter(account -> has(project, account, role))
                .map(Account::login)
                .sorted()
                .toList();
    }

    @Override
    public boolean mayDeploy(long project, String login) {
        return has(project, login, "developer");
    }

    private boolean has(long project, Account account, String role) {
        if (account.disabled()) {
            return false;
        }
        if (account.administrator() || account.login().equals(role)) {
            return true;
        }
        Optional<Role> wanted = Arrays.stream(Role.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(role))
                .findFirst();
        return wanted.isPresent()
                && accounts.role(account.id(), project)
                        .filter(given -> given.includes(wanted.get()))
                        .isPresent();
    }
}
