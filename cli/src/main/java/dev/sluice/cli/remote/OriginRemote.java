package dev.sluice.cli.remote;

import dev.sluice.adapters.git.Git;
import dev.sluice.cli.Invocation;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the git remote {@code origin} of a folder says about the server: address, project and perhaps who asks.
 *
 * @param server address without a final slash
 * @param project path of the project
 * @param authorization what the remote's address proves: a token, or login and password; as an HTTP header
 */
record OriginRemote(String server, String project, Optional<String> authorization) {
    private static final String GIT = "/git/";
    private static final String TOKEN = "slc_";

    /** The remote, if the folder has one that is an address of a Sluice server. */
    static Optional<OriginRemote> of(Invocation invocation) {
        try {
            Git.Result result = Git.ofUser()
                    .tryRun(
                            invocation.directory(),
                            Map.of(),
                            List.of("config", "--get", "remote.origin.url"),
                            new byte[0]);
            URI uri = URI.create(result.text().strip());
            String path = Optional.ofNullable(uri.getPath()).orElse("");
            int start = path.indexOf(GIT);
            if (result.exitCode() != 0 || start < 0 || uri.getHost() == null) {
                return Optional.empty();
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return Optional.of(new OriginRemote(
                    uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, start),
                    path.substring(start + GIT.length()).replaceFirst("\\.git/?$", ""),
                    authorization(Optional.ofNullable(uri.getUserInfo()).orElse(""))));
        } catch (IOException | IllegalArgumentException none) {
            // No repository here, or its remote is no address of a Sluice server.
            return Optional.empty();
        }
    }

    private static Optional<String> authorization(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String password = userInfo.substring(colon + 1);
        return Optional.of(
                password.startsWith(TOKEN)
                        ? "Bearer " + password
                        : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return server + " " + project;
    }
}
