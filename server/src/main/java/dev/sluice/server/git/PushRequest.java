package dev.sluice.server.git;

import dev.sluice.app.project.BranchName;
import dev.sluice.server.http.BadRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes before the pack in the body of a push: the commands with the client's capabilities, and push options. Read
 * while it is handed on to git; the pack itself is never looked at.
 *
 * @param refs full names of the refs to change
 * @param deletes whether one of them is to be deleted
 * @param sideBand whether the client takes text for its terminal
 * @param reports whether the client wants to be told what became of each ref
 * @param options given by {@code git push -o}
 */
record PushRequest(List<String> refs, boolean deletes, boolean sideBand, boolean reports, List<String> options) {
    private static final Pattern COMMAND = Pattern.compile("[0-9a-fA-F]{40,64} ([0-9a-fA-F]{40,64}) (refs/[^\\n]+)");
    private static final Pattern SHALLOW = Pattern.compile("shallow [0-9a-fA-F]{40,64}");
    private static final String BRANCHES = "refs/heads/";
    private static final int LINES_MAX = 200_000;
    private static final int OPTIONS_MAX = 100;

    /**
     * Reads and hands on. Git would also take commands from within a push certificate, asked for or not, and those must not
     * get past the check of what the pusher may change: whatever is not a plain command is refused.
     *
     * @throws BadRequest where it is something else
     */
    static PushRequest copy(InputStream from, OutputStream to) throws IOException {
        List<String> refs = new ArrayList<>();
        boolean deletes = false;
        String capabilities = "";
        for (Optional<PacketLine> line = next(from, to); line.isPresent(); line = next(from, to)) {
            String text = line.get().text();
            int nul = text.indexOf('\0');
            if (nul >= 0) {
                capabilities = " " + text.substring(nul + 1) + " ";
                text = text.substring(0, nul);
            }
            Matcher command = COMMAND.matcher(text);
            if (command.matches()) {
                refs.add(command.group(2));
                deletes |= command.group(1).chars().allMatch(digit -> digit == '0');
            } else if (!SHALLOW.matcher(text).matches()) {
                throw new BadRequest(
                        400, "bad-push", "a push names refs as \"OLD NEW refs/...\"; push certificates are not taken");
            }
            if (refs.size() > LINES_MAX) {
                throw new IOException("a push changes at most " + LINES_MAX + " refs");
            }
        }
        List<String> options = capabilities.contains(" push-options ") ? options(from, to) : List.of();
        return new PushRequest(
                refs,
                deletes,
                capabilities.contains(" side-band-64k "),
                capabilities.contains(" report-status"),
                options);
    }

    /**
     * The name of the only branch among the refs, for the default branch of a project that this push makes; {@code main}
     * where several are pushed or none.
     */
    String mainBranch() {
        List<String> branches = refs.stream()
                .filter(ref -> ref.startsWith(BRANCHES))
                .map(ref -> ref.substring(BRANCHES.length()))
                .toList();
        return branches.size() == 1 && BranchName.problem(branches.getFirst()).isEmpty() ? branches.getFirst() : "main";
    }

    private static List<String> options(InputStream from, OutputStream to) throws IOException {
        List<String> options = new ArrayList<>();
        for (Optional<PacketLine> line = next(from, to); line.isPresent(); line = next(from, to)) {
            if (options.size() < OPTIONS_MAX) {
                options.add(line.get().text());
            }
        }
        return options;
    }

    /** The next line of a section, handed on; empty at its end. */
    private static Optional<PacketLine> next(InputStream from, OutputStream to) throws IOException {
        Optional<PacketLine> line = PacketLine.read(from);
        if (line.isPresent()) {
            line.get().writeTo(to);
        }
        return line.filter(one -> !one.flush());
    }
}
