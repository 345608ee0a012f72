package dev.sluice.adapters.git;

import dev.sluice.core.model.Trigger.ProjectInfo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a remote's address which project on which server it is. */
final class RemoteAddress {
    private static final Pattern WITH_SCHEME =
            Pattern.compile("(?<scheme>https?|ssh|git)://(?:[^@/]*@)?(?<host>[^/]+)/+(?<path>.+)");
    private static final Pattern LIKE_SCP = Pattern.compile("(?:[^@/:]+@)?(?<host>[^/:]+):(?!/)(?<path>.+)");

    private RemoteAddress() {}

    /** The project behind a remote's address, log-in data removed; for a path or no remote, a local name. */
    static ProjectInfo project(String address, String folderName) {
        Matcher url = WITH_SCHEME.matcher(address);
        if (url.matches()) {
            boolean web = url.group("scheme").startsWith("http");
            String server = (web ? url.group("scheme") : "https") + "://"
                    + (web ? url.group("host") : url.group("host").replaceFirst(":\\d+$", ""));
            String clone = web ? server + "/" + url.group("path") : address;
            return project(server, url.group("path"), clone);
        }
        Matcher scp = LIKE_SCP.matcher(address);
        if (scp.matches()) {
            return project("https://" + scp.group("host"), scp.group("path"), address);
        }
        String name = folderName.isBlank() ? "project" : folderName;
        return project("http://localhost", "local/" + name, address);
    }

    /** The address without a name or password in it. */
    static String withoutLogin(String address) {
        Matcher url = WITH_SCHEME.matcher(address);
        return url.matches() && url.group("scheme").startsWith("http")
                ? url.group("scheme") + "://" + url.group("host") + "/" + url.group("path")
                : address;
    }

    private static ProjectInfo project(String server, String rawPath, String clone) {
        String path = rawPath.replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        return new ProjectInfo(1, path, server + "/" + path, clone, server);
    }
}
