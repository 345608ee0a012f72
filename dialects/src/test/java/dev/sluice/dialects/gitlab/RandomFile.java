package dev.sluice.dialects.gitlab;

import java.util.Random;

/** Writes a file of a few jobs with random keywords. Most of what it writes is valid. */
final class RandomFile {
    private static final String[] CONDITIONS = {
        "$CI",
        "$CI_COMMIT_BRANCH == \"main\"",
        "$A =~ /^m.*n$/i && ($B || !$C)",
        "$A != null",
        "'x' == $A || $B !~ /y z/",
        "$P =~ $A"
    };
    private static final String[] TEXTS = {
        "echo hi", "\"$A\"", "'a: b'", "$CI_COMMIT_REF_NAME", "${A}-${B}", "x", "12", "on", "~", "1.50"
    };
    private static final String[] JOBS = {"build", "test:a", "lint", ".base", ".more", "deploy it", "pages"};

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    RandomFile(Random random) {
        this.random = random;
    }

    String text() {
        maybe("stages: [build, test, deploy]\n");
        maybe("variables: {A: one, B: \"$A two\", C: {value: x, expand: false}}\n");
        maybe("default:\n  before_script: [echo before]\n  retry: 1\n");
        maybe("workflow:\n  rules:\n    - if: " + pick(CONDITIONS) + "\n    - when: always\n");
        if (random.nextInt(6) == 0) {
            out.append("include: [")
                    .append(pick("inc.yml", "'*.yml'", "{local: inputs.yml, inputs: {x: z}}", "loop.yml"))
                    .append("]\n");
        }
        int jobs = 1 + random.nextInt(4);
        for (int i = 0; i < jobs; i++) {
            job();
        }
        return out.toString();
    }

    private void job() {
        out.append(pick(JOBS))
                .append(":\n  script:\n    - ")
                .append(pick(TEXTS))
                .append('\n');
        maybe("  stage: " + pick("build", "test", "deploy", ".pre") + "\n");
        maybe("  extends: " + pick(".base", "[.base, .more]", "lint") + "\n");
        maybe("  needs: "
                + pick("[]", "[build]", "[{job: lint, optional: true}]", "[{job: 'test:a', artifacts: false}]") + "\n");
        maybe("  rules:\n    - if: '" + pick(CONDITIONS).replace("'", "''") + "'\n      when: "
                + pick("manual", "never", "always") + "\n    - exists: ['**/*.yml']\n" + "      changes: ["
                + pick("a/*", "'**/*.{md,txt}'") + "]\n");
        maybe("  parallel: " + pick("2", "{matrix: [{X: [a, b], Y: [1, 2]}]}") + "\n");
        maybe("  artifacts: {paths: [out/], expire_in: " + pick("1 week", "never", "2h 3m")
                + ", reports: {dotenv: a.env}}\n");
        maybe("  cache: {key: " + pick("{files: [a]}", "\"$A\"") + ", paths: [c]}\n");
        maybe("  environment: " + pick("prod", "{name: \"r/$A\", url: \"http://$B\"}") + "\n");
        maybe("  allow_failure: " + pick("true", "{exit_codes: [1, 2]}") + "\n");
        maybe("  variables: {A: \"$B\", D: " + pick(TEXTS) + "}\n");
        maybe("  after_script:\n    - !reference [" + pick(".base, script", "lint, script") + "]\n");
        maybe("  only: [" + pick("main", "/^m/", "branches", "tags") + "]\n");
        maybe("  timeout: " + pick("1h", "90 minutes") + "\n");
        maybe("  image: " + pick("alpine", "{name: alpine, entrypoint: ['']}") + "\n");
    }

    private void maybe(String line) {
        if (random.nextInt(5) == 0) {
            out.append(line);
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
