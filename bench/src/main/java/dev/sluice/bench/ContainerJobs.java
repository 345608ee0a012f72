package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Times jobs in containers beside {@code docker run --rm} of the same command: jobs of one run, one after the other, from the line
 * that says a job has started to the line that says it has finished. Half of the plain runs are timed before and half after.
 * Arguments: the path of the {@code sluice} command, and how many of each (default 20).
 */
final class ContainerJobs {
    private static final String IMAGE = "busybox:latest";
    private static final String STARTED = "\"type\":\"job.started\"";
    private static final String FINISHED = "\"type\":\"job.finished\"";

    private ContainerJobs() {}

    static void main(String[] args) throws IOException, InterruptedException {
        Path sluice = Path.of(args[0]).toAbsolutePath();
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        Project project = Project.of(
                Files.createTempDirectory("sluice-bench"),
                "job:\n  image: " + IMAGE + "\n  parallel: " + runs + "\n  script: \"true\"\n");
        List<String> plain = List.of("docker", "run", "--rm", IMAGE, "sh", "-c", "true");
        time(plain, project);
        List<Double> direct = new ArrayList<>();
        for (int run = 0; run < runs / 2; run++) {
            direct.add(time(plain, project));
        }
        Timing jobs = new Timing(jobs(sluice, project));
        for (int run = runs / 2; run < runs; run++) {
            direct.add(time(plain, project));
        }
        Timing without = new Timing(direct);
        List<Double> whole = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            whole.add(
                    time(List.of(sluice.toString(), "run", "--executor", "docker", "--job", "job 1/" + runs), project));
        }
        Report.heading("jobs in containers, " + runs + " of each");
        Report.row("docker run --rm " + IMAGE + " sh -c true", without, "");
        Report.row("a job of true in the same image", jobs, "");
        Report.figure(
                "  on top of docker run, medians",
                Math.round((jobs.median() - without.median()) * 1000) + " ms",
                "150 ms");
        Report.row("sluice run of one such job, whole process", new Timing(whole), "");
    }

    private static double time(List<String> command, Project project) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(project.folder().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(new File("/dev/null"))
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static List<Double> jobs(Path sluice, Project project) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        sluice.toString(), "run", "--executor", "docker", "--format", "ndjson", "--concurrency", "1")
                .directory(project.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(new File("/dev/null"))
                .start();
        Map<String, Long> begun = new HashMap<>();
        List<Double> seconds = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = System.nanoTime();
                if (line.contains(STARTED)) {
                    begun.put(job(line), now);
                } else if (line.contains(FINISHED)) {
                    seconds.add((now - begun.getOrDefault(job(line), now)) / 1e9);
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException("sluice run ended with " + process.exitValue());
        }
        return seconds;
    }

    /** {@code "job":"NAME"}. */
    private static String job(String line) {
        int begin = line.indexOf("\"job\":\"") + 7;
        return line.substring(begin, line.indexOf('"', begin));
    }
}
