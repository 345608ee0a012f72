package dev.sluice.bench;

import java.util.List;

/** The pipeline files that are measured. */
final class Pipelines {
    private Pipelines() {}

    /** Two jobs, one after the other, that say a word each. */
    static String twoEchoes() {
        return """
            first:
              script: [echo one]
            second:
              needs: [first]
              script: [echo two]
            """;
    }

    /** That many jobs of {@code true} in one stage. */
    static String manyTrue(int jobs) {
        StringBuilder text = new StringBuilder("stages: [test]\n");
        for (int job = 1; job <= jobs; job++) {
            text.append("job ").append(job).append(":\n  stage: test\n  script: [\"true\"]\n");
        }
        return text.toString();
    }

    /** A file of exactly one hundred lines, as people write them: a template, rules, artifacts, a matrix. */
    static String hundredLines() {
        StringBuilder text = new StringBuilder("""
            stages: [lint, test, build, deploy]
            variables:
              PYTHON: "3.12"
              CACHE: "$CI_PROJECT_DIR/.cache"
            .python:
              image: python:$PYTHON
              before_script:
                - pip install --quiet -r requirements.txt
              cache:
                key: "$CI_COMMIT_REF_SLUG"
                paths: [.cache/]
            """);
        for (int part = 1; part <= 8; part++) {
            text.append("""
                test %1$d:
                  extends: .python
                  stage: test
                  script:
                    - pytest tests/part%1$d --junitxml=report%1$d.xml
                  rules:
                    - if: $CI_COMMIT_BRANCH == "main" || $CI_PIPELINE_SOURCE =~ /merge/
                  artifacts:
                    when: always
                    paths: [report%1$d.xml]
                    expire_in: 1 week
                """.formatted(part));
        }
        while (text.chars().filter(character -> character == '\n').count() < 100) {
            text.append("# end\n");
        }
        return text.toString();
    }

    /** Five hundred jobs in 5,010 lines: a template, rules with conditions and files, needs, variables, artifacts. */
    static String fiveHundredJobs() {
        StringBuilder text = new StringBuilder("""
            stages: [build, test, deploy]
            variables: {PYTHON: "3.12", FLAGS: "--strict"}
            default: {image: "python:$PYTHON", retry: 1, interruptible: true}
            .base:
              before_script:
                - pip install --quiet -r requirements.txt
              cache: {key: "$CI_COMMIT_REF_SLUG", paths: [.cache/]}
              artifacts:
                paths: [reports/]
                expire_in: 1 week
            """);
        for (int job = 1; job <= 500; job++) {
            text.append("""
                job %1$d:
                  extends: .base
                  stage: %2$s
                  %3$s
                  variables: {PART: "%1$d", NAME: "part-$PART $FLAGS"}
                  script:
                    - make part-%1$d
                  rules:
                    - if: $CI_COMMIT_BRANCH == "main" || $CI_COMMIT_BRANCH =~ /^release-\\d+$/
                    - exists: ["parts/%1$d/**/*.py"]
                """.formatted(
                            job,
                            List.of("build", "test", "deploy").get((job - 1) / 167),
                            job <= 167 ? "needs: []" : "needs: [\"job " + (job - 167) + "\"]"));
        }
        return text.toString();
    }
}
