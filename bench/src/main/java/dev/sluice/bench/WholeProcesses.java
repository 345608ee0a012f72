package dev.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Times whole processes, from start to exit, as a person at a terminal waits for them. Where {@code gitlab-ci-local} is on
 * the path (or named by {@code GITLAB_CI_LOCAL}), both are run in turn on the same project and the ratio is taken pair by
 * pair. Arguments: the path of the {@code sluice} command, and how many runs.
 */
final class WholeProcesses {
    private final Path sluice;
    private final int runs;
    private final Optional<String> yardstick;

    private WholeProcesses(Path sluice, int runs, Optional<String> yardstick) {
        this.sluice = sluice;
        this.runs = runs;
        this.yardstick = yardstick;
    }

    static void main(String[] args) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("sluice-bench");
        Path sluice = Path.of(args[0]).toAbsolutePath();
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        WholeProcesses bench = new WholeProcesses(sluice, runs, findYardstick());
        try {
            Report.heading("whole processes, " + runs + " runs");
            bench.validate(
                    "validate: a file of 100 lines",
                    Project.of(work.resolve("hundred"), Pipelines.hundredLines()),
                    "0.300 s, goal 0.200 s");
            bench.validate(
                    "validate: 5,000 lines, 500 jobs",
                    Project.of(work.resolve("large"), Pipelines.fiveHundredJobs()),
                    "0.500 s");
            bench.compare(
                    "run: two jobs of echo", runs, Project.of(work.resolve("two"), Pipelines.twoEchoes()), "0.250");
            bench.compare(
                    "run: 200 jobs of true in one stage",
                    Math.min(runs, 5),
                    Project.of(work.resolve("many"), Pipelines.manyTrue(200)),
                    "0.200");
            bench.bareShells(Project.of(work.resolve("bare"), Pipelines.manyTrue(200)));
        } finally {
            delete(work);
        }
    }

    private void validate(String what, Project project, String bar) throws IOException, InterruptedException {
        List<String> command = List.of(sluice.toString(), "validate");
        time(command, project);
        List<Cost> costs = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            costs.add(time(command, project));
        }
        Report.row(what, Cost.timing(costs), bar);
    }

    /** The part of the 200 jobs that no Java program gets around, so that what Sluice adds to it can be seen. */
    private void bareShells(Project project) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of(System.getProperty("java.class.path").split(File.pathSeparator)[0])
                        .toAbsolutePath()
                        .toString(),
                BareShells.class.getName(),
                "200");
        time(command, project);
        List<Cost> costs = new ArrayList<>();
        for (int run = 0; run < Math.min(runs, 5); run++) {
            costs.add(time(command, project));
        }
        Report.row("  200 shells from an empty Java program", Cost.timing(costs), "");
        Report.row("  its processor time", Cost.processor(costs), "");
    }

    private void compare(String what, int rounds, Project project, String bar)
            throws IOException, InterruptedException {
        List<String> ours = List.of(sluice.toString(), "run");
        List<Cost> mine = new ArrayList<>();
        List<Cost> theirs = new ArrayList<>();
        time(ours, project);
        if (yardstick.isPresent()) {
            time(List.of(yardstick.get()), project);
        }
        for (int run = 0; run < rounds; run++) {
            mine.add(time(ours, project));
            if (yardstick.isPresent()) {
                theirs.add(time(List.of(yardstick.get()), project));
            }
        }
        Timing timing = Cost.timing(mine);
        Report.row(what, timing, what.contains("two") ? "goal 0.200 s" : "");
        Report.row("  its processor time", Cost.processor(mine), "");
        if (yardstick.isPresent()) {
            Timing other = Cost.timing(theirs);
            Report.row("  the same by gitlab-ci-local", other, "");
            Report.row("  its processor time", Cost.processor(theirs), "");
            Report.ratio("  ratio", timing.ratioTo(other), bar);
            Report.ratio("  ratio of processor time", Cost.processor(mine).ratioTo(Cost.processor(theirs)), "");
        } else {
            Report.figure("  ratio to gitlab-ci-local", "not installed", bar);
        }
    }

    /**
     * What one run took, in seconds.
     *
     * @param wall from start to exit
     * @param processor of the process and all that it waited for: what a busy machine changes least
     */
    private record Cost(double wall, double processor) {
        static Timing timing(List<Cost> costs) {
            return new Timing(costs.stream().map(Cost::wall).toList());
        }

        static Timing processor(List<Cost> costs) {
            return new Timing(costs.stream().map(Cost::processor).toList());
        }
    }

    /** Runs a command to its exit. One that fails is no measurement. */
    private static Cost time(List<String> command, Project project) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sluice-bench", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(project.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            double before = processorOfChildren();
            long began = System.nanoTime();
            int exit = builder.start().waitFor();
            double seconds = (System.nanoTime() - began) / 1e9;
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit + ": " + Files.readString(output));
            }
            return new Cost(seconds, processorOfChildren() - before);
        } finally {
            Files.delete(output);
        }
    }

    /** Seconds that ended children of this process have used, as Linux counts them in hundredths; 0 elsewhere. */
    private static double processorOfChildren() throws IOException {
        Path stat = Path.of("/proc/self/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    private static Optional<String> findYardstick() {
        String named = System.getenv("GITLAB_CI_LOCAL");
        if (named != null && !named.isEmpty()) {
            return Optional.of(named);
        }
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path program = Path.of(folder, "gitlab-ci-local");
            if (Files.isExecutable(program)) {
                return Optional.of(program.toString());
            }
        }
        return Optional.empty();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(folder)) {
            paths = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
