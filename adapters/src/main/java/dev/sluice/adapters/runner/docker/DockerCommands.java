package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Mount;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.Commands;
import dev.sluice.adapters.runner.session.Style;
import dev.sluice.adapters.runner.session.UnusableVariable;
import dev.sluice.adapters.runner.session.VariableFiles;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobContainers.Image;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.JobStopped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The scripts of one attempt in a container: one container for all of them, started anew for each, so that what a script
 * changed outside of the workspace is there for the next. Used by the attempt's thread.
 */
final class DockerCommands implements Commands {
    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What runners and engines say of an image in which {@code sh} is not found. */
    private static final Pattern NO_SHELL = Pattern.compile(
            "\"?sh\"?: (?:executable file not found|stat|no such file)|executable file `?sh`? not found");

    private final Attempt attempt;
    private final Engine engine;
    private final Images images;
    private final DockerOptions options;
    private final Place place;
    private final Containers containers;
    private final Services services;
    private Image asked;
    private Optional<Images.Ready> image = Optional.empty();
    private Optional<String> container = Optional.empty();
    private Map<String, String> given = Map.of();
    private String jobConfig = "";

    DockerCommands(Attempt attempt, Engine engine, Images images, DockerOptions options) {
        this.attempt = attempt;
        this.engine = engine;
        this.images = images;
        this.options = options;
        this.place = Place.of(attempt.order().trigger().project().path());
        this.containers = new Containers(engine.client(), options, attempt);
        this.services = new Services(attempt, engine, containers);
        this.asked = new Image(options.defaultImage(), List.of(), "", "", List.of());
    }

    @Override
    public String workspace() {
        return place.files().toString();
    }

    @Override
    public String temporary() {
        return "/tmp";
    }

    @Override
    public String exchange() {
        return place.exchange().toString();
    }

    @Override
    public boolean disposable() {
        return true;
    }

    @Override
    public void use(JobContainers wanted) throws JobStopped {
        jobConfig = wanted.variables().getOrDefault(RegistryLogins.VARIABLE, "");
        asked = wanted.image().orElse(asked);
        attempt.log().line("Using the Docker executor with image " + asked.name() + " ...");
        boolean ownNetwork = !wanted.services().isEmpty()
                || List.of("true", "1").contains(wanted.variables().getOrDefault("FF_NETWORK_PER_BUILD", ""));
        try {
            if (ownNetwork) {
                containers.makeNetwork();
            }
            for (JobContainers.Service service : wanted.services()) {
                services.start(service, images.get(service.image(), attempt, jobConfig), mountsOfServices());
            }
            image = Optional.of(images.get(asked, attempt, jobConfig));
            services.await(
                    wanted.variables().getOrDefault("CI_DEBUG_SERVICES", "").equals("true"));
        } catch (RuntimeException e) {
            throw engineFailed(e);
        } catch (UnusableVariable e) {
            throw attempt.fail(FailureReason.DATA_INTEGRITY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw attempt.fail(FailureReason.RUNNER_SYSTEM_FAILURE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw attempt.interrupted();
        }
    }

    /**
     * A service runs while we work on the files; it could exchange a folder for a link under our hands and so have us write
     * elsewhere. One that is privileged has the machine anyway, and an engine as a service needs the files.
     */
    private List<Mount> mountsOfServices() throws IOException {
        return options.privileged() ? place.mounts(attempt) : List.of();
    }

    @Override
    public Script start(ShellCommand command) throws JobStopped, UnusableVariable, IOException {
        if (image.isEmpty()) {
            image = Optional.of(images.get(asked, attempt, jobConfig));
        }
        Map<String, String> variables = variables(command);
        List<Mount> mounts = place.mounts(attempt);
        try {
            if (container.isEmpty()) {
                container = Optional.of(make(image.get(), variables, mounts));
                given = variables;
            }
            writeScript(exports(variables) + command.script());
            if (!isRoot(image.get())) {
                Ownership.open(attempt.workspace().files());
                Ownership.open(attempt.workspace().temporary());
            }
            return ScriptRun.start(engine.client(), container.get(), attempt, this::takeOver);
        } catch (RuntimeException e) {
            throw engineFailed(e);
        } catch (InterruptedException e) {
            throw attempt.interrupted();
        }
    }

    @Override
    public void interact(ShellCommand like) throws UnusableVariable, IOException, InterruptedException {
        if (container.isEmpty()) {
            throw new IOException("the job has no container yet");
        }
        Map<String, String> variables = variables(like);
        Path settings = attempt.workspace().temporary().resolve("shell");
        Files.deleteIfExists(settings);
        Files.writeString(settings, exports(variables) + "\n");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
        writeScript(InteractiveShell.WAIT);
        if (image.isPresent() && !isRoot(image.get())) {
            Ownership.open(attempt.workspace().files());
        }
        try {
            new InteractiveShell(engine, container.get())
                    .open(place.temporary().resolve("shell").toString());
        } catch (RuntimeException e) {
            throw new IOException("the engine refused: " + EngineTrouble.words(e), e);
        } finally {
            takeOver();
        }
    }

    private String make(Images.Ready ready, Map<String, String> variables, List<Mount> mounts) throws UnusableVariable {
        return containers.make(
                new Containers.Wanted(
                        Labels.ROLE_JOB,
                        ready,
                        asked,
                        List.of("build"),
                        List.of("sh", "-c", shell()),
                        variables,
                        mounts),
                true);
    }

    /**
     * Finds bash, else sh, where images have them, and becomes it; one stream, so that lines stay in their order. Podman makes
     * up a folder that it does not see: then there is no script in it.
     */
    private String shell() {
        String script = place.temporary().resolve("script").toString();
        return "exec 2>&1; if [ ! -e '" + script
                + "' ]; then echo 'ERROR: the engine does not see the files of this machine; it must run on this"
                + " machine, or in a virtual machine that shares the folder'; exit 125; fi; for s in"
                + " /usr/local/bin/bash /usr/bin/bash /bin/bash /usr/local/bin/sh /usr/bin/sh /bin/sh /busybox/sh; do"
                + " if [ -x \"$s\" ]; then exec \"$s\" '" + script + "'; fi; done; exec sh '" + script + "'";
    }

    /** The variables of the command, with the paths of file variables as the container sees them. */
    private Map<String, String> variables(ShellCommand command) throws IOException {
        VariableFiles files = new VariableFiles(attempt.workspace().temporary(), true);
        Map<String, String> variables = new HashMap<>();
        // Git refuses a repository of another account, and in a container the job's folder is one's own.
        variables.put("GIT_CONFIG_COUNT", "1");
        variables.put("GIT_CONFIG_KEY_0", "safe.directory");
        variables.put("GIT_CONFIG_VALUE_0", "*");
        for (Map.Entry<String, String> variable : command.variables().entrySet()) {
            String value = command.fileVariables().contains(variable.getKey())
                    ? place.temporary()
                            .resolve(files.write(variable.getKey(), variable.getValue())
                                    .toString())
                            .toString()
                    : variable.getValue();
            variables.put(variable.getKey(), value);
        }
        return variables;
    }

    /** The container keeps its environment; what has another value now is set by the script, on its first line. */
    private String exports(Map<String, String> variables) {
        StringBuilder exports = new StringBuilder();
        variables.forEach((name, value) -> {
            if (!value.equals(given.get(name)) && SHELL_NAME.matcher(name).matches()) {
                exports.append("export ")
                        .append(name)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("';");
            }
        });
        return exports.toString();
    }

    private void writeScript(String text) throws IOException {
        Path file = attempt.workspace().temporary().resolve("script");
        Files.deleteIfExists(file);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private boolean isRoot(Images.Ready ready) {
        String user = asked.user().isEmpty() ? ready.user() : asked.user();
        String name = user.replaceFirst(":.*$", "");
        return name.isEmpty() || name.equals("root") || name.equals("0");
    }

    private JobStopped engineFailed(RuntimeException e) {
        String words = EngineTrouble.words(e);
        if (words.contains("bind source path does not exist")) {
            return attempt.fail(
                    FailureReason.RUNNER_SYSTEM_FAILURE,
                    "the engine does not see the files of this machine (" + words
                            + "); it must run on this machine, or in a virtual machine that shares the folder");
        }
        return NO_SHELL.matcher(words).find()
                ? attempt.fail(
                        FailureReason.RUNNER_SYSTEM_FAILURE,
                        "the image " + asked.name() + " has no shell: scripts need sh or bash in it; images without"
                                + " (distroless, scratch) often have a variant with one, tagged \"debug\"")
                : attempt.fail(FailureReason.RUNNER_SYSTEM_FAILURE, "the engine refused: " + words);
    }

    @Override
    public void end() {
        services.end();
        containers.removeAll();
        takeOver();
    }

    private void takeOver() {
        takeOver(attempt.workspace().path());
        takeOver(attempt.workspace().temporary());
    }

    private void takeOver(Path folder) {
        if (image.isPresent() && Files.isDirectory(folder) && Ownership.isForeign(folder)) {
            DockerClient client = engine.client();
            try {
                Ownership.take(client, image.get().id(), folder, containers.labels("owner"));
            } catch (EngineTrouble e) {
                attempt.workspace().abandon();
                attempt.log().line(Style.WARNING.paint(String.valueOf(e.getMessage())));
            }
        }
    }
}
