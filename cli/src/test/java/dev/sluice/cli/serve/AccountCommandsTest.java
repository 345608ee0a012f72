package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Scope;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.cli.remote.AccountCommand;
import dev.sluice.cli.remote.MemberCommand;
import dev.sluice.cli.remote.TokenCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second person on a server, by commands alone; and the way back in for who has lost the password. */
@Timeout(120)
final class AccountCommandsTest {
    private static final Pattern PASSWORD = Pattern.compile("password (\\S{20}) \\(shown this once\\)");

    @TempDir
    private Path folder;

    private static RemoteCommands as(TestServer server, Path folder, String token) {
        return new RemoteCommands(folder, Map.of("SLUICE_TOKEN", token, "SLUICE_SERVER", server.url()));
    }

    private static String adminToken(TestServer server) {
        return server.services()
                .tokens()
                .create(server.admin(), "cli", Set.of(Scope.READ, Scope.ADMIN), OptionalLong.empty(), Optional.empty())
                .orElseThrow()
                .secret()
                .reveal();
    }

    private static boolean logsIn(TestServer server, String login, String password) throws Exception {
        String user = Base64.getEncoder().encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
        return server.get("/api/v1/me", "Authorization", "Basic " + user).statusCode() == 200;
    }

    private static String passwordIn(String printed) {
        Matcher password = PASSWORD.matcher(printed);
        assertThat(password.find()).as(printed).isTrue();
        return password.group(1);
    }

    private static List<String> deeds(TestServer server) {
        return server
                .services()
                .store()
                .audit()
                .entries(new AuditQueries.AuditFilter("", "", ""), Long.MAX_VALUE, 50)
                .stream()
                .map(entry -> entry.actor() + " " + entry.action() + " " + entry.object())
                .toList();
    }

    @Test
    void anAdministratorAddsPeopleAndGivesThemRoles() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            server.project("team/web");
            RemoteCommands admin = as(server, folder, adminToken(server));

            String made = admin.call(new AccountCommand(AccountCommand.Verb.ADD), "Rita", "--name", "Rita Berg");
            assertThat(made).startsWith("account rita made, password ").contains("sluice member set PROJECT rita");
            assertThat(logsIn(server, "rita", passwordIn(made))).isTrue();
            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.ADD), "rita"))
                    .isEqualTo("failed 1: the login rita is taken");
            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.LIST)))
                    .isEqualTo("LOGIN  NAME           IS\nadmin  Administrator  administrator\nrita   Rita Berg\n0");

            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.LIST), "team/web"))
                    .startsWith("no members yet");
            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.SET), "team/web", "rita", "developper"))
                    .isEqualTo("failed 2: there is no role \"developper\"; did you mean \"developer\"?");
            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.SET), "team/web", "rita", "developer"))
                    .isEqualTo("rita is developer in team/web\n0");
            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.SET), "team/web", "nobody", "reader"))
                    .isEqualTo("failed 1: there is no account nobody");
            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.LIST), "team/web", "--format", "json"))
                    .isEqualTo("{\"members\":{\"rita\":\"developer\"}}\n0");
            assertThat(admin.call(new MemberCommand(MemberCommand.Verb.REMOVE), "team/web", "rita"))
                    .isEqualTo("rita has no role in team/web\n0");
            assertThat(deeds(server)).contains("admin account.made account rita");
        }
    }

    @Test
    void tokensAreMadeListedAndRevoked() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            server.project("team/web");
            RemoteCommands admin = as(server, folder, adminToken(server));

            String made = admin.call(
                    new TokenCommand(TokenCommand.Verb.CREATE),
                    "ci",
                    "--scope",
                    "read",
                    "--project",
                    "team/web",
                    "--days",
                    "90");
            assertThat(made)
                    .startsWith("slc_")
                    .contains("token 2 made, for read of team/web until ")
                    .endsWith("0");
            String secret = made.lines().findFirst().orElseThrow();
            assertThat(server.get("/api/v1/me", "Authorization", "Bearer " + secret)
                            .statusCode())
                    .isEqualTo(200);
            String listed = admin.call(new TokenCommand(TokenCommand.Verb.LIST));
            assertThat(listed)
                    .startsWith("NUMBER  NAME  SCOPES      PROJECT   MADE")
                    .containsPattern("2 +ci +read +team/web +\\d{4}-")
                    .containsPattern("1 +cli +admin,read")
                    .doesNotContain("slc_");

            RemoteCommands reader = as(server, folder, secret);
            assertThat(reader.call(new TokenCommand(TokenCommand.Verb.CREATE), "more"))
                    .isEqualTo("failed 1: a token can make only tokens that can do no more than itself, and needs the"
                            + " scope admin for that");
            assertThat(reader.call(new TokenCommand(TokenCommand.Verb.REVOKE), "2"))
                    .startsWith("failed 1: this needs a token with the scope admin");
            // An administrator's token without the scope cannot give it on.
            assertThat(admin.call(new TokenCommand(TokenCommand.Verb.CREATE), "wide", "--scope", "deploy"))
                    .startsWith("failed 1: a token can make only tokens");

            assertThat(admin.call(new TokenCommand(TokenCommand.Verb.REVOKE), "2"))
                    .isEqualTo("token 2 revoked\n0");
            assertThat(server.get("/api/v1/me", "Authorization", "Bearer " + secret)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(admin.call(new TokenCommand(TokenCommand.Verb.REVOKE), "2"))
                    .isEqualTo("failed 1: you have no token of that number");
            assertThat(admin.call(new TokenCommand(TokenCommand.Verb.REVOKE), "../accounts"))
                    .startsWith("failed 2: \"../accounts\" is no number of a token");
            assertThat(deeds(server)).contains("admin token.made token 2", "admin token.revoked token 2");
        }
    }

    @Test
    void passwordsComeFromTheServerOrStandardInputAndAccountsGoOffAndOn() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            RemoteCommands admin = as(server, folder, adminToken(server));

            assertThat(admin.call(
                            "a chosen password\n",
                            new AccountCommand(AccountCommand.Verb.ADD),
                            "bot",
                            "--password-stdin"))
                    .startsWith("account bot made\n");
            assertThat(logsIn(server, "bot", "a chosen password")).isTrue();
            assertThat(admin.call(
                            "short\n", new AccountCommand(AccountCommand.Verb.PASSWORD), "bot", "--password-stdin"))
                    .startsWith("failed 2: the password on standard input is too short");
            String changed = admin.call(new AccountCommand(AccountCommand.Verb.PASSWORD), "bot");
            assertThat(logsIn(server, "bot", passwordIn(changed))).isTrue();
            assertThat(logsIn(server, "bot", "a chosen password")).isFalse();

            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.DISABLE), "bot"))
                    .startsWith("account bot disabled");
            assertThat(logsIn(server, "bot", passwordIn(changed))).isFalse();
            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.LIST)))
                    .contains("bot    bot            disabled");
            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.ENABLE), "bot"))
                    .isEqualTo("account bot enabled\n0");
            assertThat(admin.call(new AccountCommand(AccountCommand.Verb.DISABLE), "admin"))
                    .isEqualTo("failed 1: admin is the last administrator who can log in: make another one first");
            assertThat(as(server, folder, "slc_wrong").call(new AccountCommand(AccountCommand.Verb.LIST)))
                    .isEqualTo("failed 1: the token is wrong, was revoked or has expired; tokens are made at /tokens;"
                            + " make a token at " + server.url() + "/tokens, and set SLUICE_TOKEN to it");
        }
    }

    @Test
    void aLostPasswordIsReplacedOnTheMachineOfAStoppedServerAlone() throws Exception {
        RemoteCommands here = new RemoteCommands(folder, Map.of());
        AccountCommand password = new AccountCommand(AccountCommand.Verb.PASSWORD);
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            assertThat(here.call(password, "admin", "--data", "data"))
                    .startsWith("failed 1: another Sluice server (process ")
                    .contains("stop the server for this");
            assertThat(logsIn(server, "admin", TestServer.PASSWORD)).isTrue();
        }

        assertThat(here.call(password, "nobody", "--data", "data")).isEqualTo("failed 1: there is no account nobody");
        assertThat(here.call(password, "admin", "--data", "elsewhere")).contains("is no data folder of a server");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
        String fresh = passwordIn(here.call(password, "admin", "--data", "data"));

        ServerSettings again = ServerSettings.of(folder.resolve("data")).withAdminPassword("something else");
        assertThat(again.lines(false)).anyMatch(line -> line.contains("SLUICE_ADMIN_PASSWORD is not used"));
        try (TestServer server = TestServer.start(again)) {
            assertThat(logsIn(server, "admin", fresh)).isTrue();
            assertThat(logsIn(server, "admin", TestServer.PASSWORD)).isFalse();
            assertThat(deeds(server)).contains("system password.set account admin");
        }
    }
}
