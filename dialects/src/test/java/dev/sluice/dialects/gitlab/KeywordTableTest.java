package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What GitLab takes and refuses of single keywords. Each row is the inside of a job, unless it says otherwise. */
final class KeywordTableTest {
    private static final MemoryTree TREE =
            MemoryTree.of(Map.of("inc.yml", "included: {script: x}\n", "typed.yml", """
                spec:
                  inputs:
                    list: {type: array, options: [one, two], default: [one]}
                    text: {options: [one], regex: ^o, default: one}
                ---
                included: {script: x}
                """));

    private static List<String> codes(String text) {
        return switch (GitlabDialect.check("f.yml", text, TREE)) {
            case Parsed.Valid<GitlabFile> _ -> List.of();
            case Parsed.Invalid<GitlabFile>(List<Problem> problems) ->
                problems.stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .map(problem -> problem.code().substring(problem.code().indexOf('/') + 1))
                        .toList();
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "script: x, rules: [{exists: a.md}]",
                "script: x, rules: [{exists: null, if: $A}]",
                "script: x, rules: [{if: null}]",
                "script: x, rules: [{if: $A, needs: null}]",
                "script: x, rules: [{if: $A}], start_in: null, only: null, except: null",
                "script: x, image: {name: a, docker: null}",
                "script: x, image: {name: a, kubernetes: {user: 1000}}",
                "script: x, services: [{name: a, entrypoint: [], command: []}]",
                "script: x, allow_failure: {exit_codes: 3221225786}",
                "script: x, retry: {exit_codes: [256, 256]}",
                "script: x, retry: {when: [stuck_pending_no_matching_runners, no_updates_running,"
                        + " server_timeout_running]}",
                "script: x, retry: {when: [runner_interrupted, forward_deployment_failure]}",
                "script: x, cache: {key: '', paths: [a]}",
                "script: x, cache: {key: ..., paths: [a]}",
                "script: x, resource_group: ''",
                "script: x, environment: {name: review/$A-b.c d_e, auto_stop_in: never}",
                "script: x, artifacts: {expire_in: Never}",
                "script: x, artifacts: {expose_as: The files-1, paths: [a/b]}",
                "script: x, publish: o, pages: true",
                "script: x, coverage: '/total: (\\d+)%/i'",
                "script: x, before_script: [[[[[[[[[[x]]]]]]]]]]",
                "script: x, release: {tag_name: t, description: d, released_at: '2026-07-15'}",
                "script: x, release: {tag_name: t, description: d, released_at: '2026-07-15T08:00:00.5+02:00'}",
                "run: []",
                "run: [{name: a, step: ./b, inputs: {c: 1, d: [e], f: {g: null}}, env: {H: i}}]",
                "run: [{name: a, func: example.com/b@1}]",
                "run: [{name: a, step: {git: {url: u, rev: r, dir: d, file: f}}}]",
                "run: [{name: a, step: {oci: {registry: r, repository: p, tag: t, dir: d}}}]",
                "run: [{name: a, script: 'echo ${{ env.X }}'}]",
                "trigger: g/p, needs: [], when: manual, rules: [{if: $A}], environment: e, interruptible: true",
                "trigger: g/p, resource_group: r, parallel: {matrix: [{A: [1, 2]}]}, allow_failure: true, inherit: {}",
            })
    void isTaken(String job) {
        assertThat(codes("a: {" + job + "}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        empty           ; script: x, rules: [{}]
        wrong-type      ; script: x, rules: [{if: true}]
        wrong-type      ; script: x, rules: [{if: $A, variables: {B: {value: c}}}]
        exclusive       ; script: x, rules: [{if: $A}], when: delayed, start_in: 1h
        empty           ; script: x, only: {}
        empty           ; script: x, image: {name: a, docker: {user: ''}}
        empty           ; script: x, image: {name: a, docker: {platform: ''}}
        unknown-key     ; script: x, image: {name: a, ports: [80]}
        unknown-key     ; script: x, services: [{name: a, ports: [80]}]
        wrong-type      ; script: x, services: [{name: a, variables: {B: {value: c}}}]
        wrong-type      ; script: x, cache: {key: 12, paths: [a]}
        cache-key       ; script: x, cache: {key: '%2e', paths: [a]}
        cache-key       ; script: x, cache: {key: 'a%2Fb', paths: [a]}
        expose-as       ; script: x, artifacts: {expose_as: a!, paths: [b]}
        expose-as       ; script: x, artifacts: {expose_as: a, paths: ['*.b']}
        wrong-type      ; script: x, artifacts: {expire_in: 60}
        duration        ; script: x, artifacts: {expire_in: 0 days}
        wrong-type      ; script: x, timeout: 60
        limit           ; script: x, timeout: 2 months
        environment-name ; script: x, environment: 'review:a'
        environment-name ; script: x, environment: {name: /review}
        environment-name ; script: x, environment: {name: review/}
        exclusive       ; script: x, publish: o
        wrong-type      ; script: x, parallel: {matrix: [{A: {b: c}}]}
        empty           ; script: x, parallel: {matrix: [{A: ''}]}
        limit           ; script: x, before_script: [[[[[[[[[[[x]]]]]]]]]]]
        missing         ; script: x, release: {tag_name: t, description: d, assets: {}}
        empty           ; script: x, release: {tag_name: t, description: d, assets: {links: []}}
        date            ; script: x, release: {tag_name: t, description: d, released_at: soon}
        date            ; script: x, release: {tag_name: t, description: d, released_at: '2026-07-15T8'}
        missing         ; script: x, secrets: {A: {gcp_secret_manager: {name: b}}}
        step-name       ; run: [{name: a-b, script: c}]
        exclusive       ; run: [{name: a, step: b, func: c}]
        wrong-type      ; run: [{name: a, script: b, env: {C: 1}}]
        missing         ; run: [{name: a, step: {oci: {registry: r, repository: p}}}]
        missing         ; run: [{name: a, step: {}}]
        wrong-type      ; run: [{name: a, step: b, inputs: [c]}]
        input-name      ; run: [{name: a, step: b, inputs: {c-d: e}}]
        trigger-job     ; trigger: g/p, tags: [a]
        trigger-job     ; trigger: g/p, image: a
        trigger-job     ; trigger: g/p, before_script: [a]
        trigger-job     ; trigger: g/p, artifacts: {paths: [a]}
        trigger-job     ; trigger: g/p, parallel: 2
        trigger-job     ; trigger: g/p, allow_failure: {exit_codes: 1}
        trigger-job     ; trigger: g/p, when: delayed
        """)
    void isRefused(String code, String job) {
        assertThat(codes("a: {" + job + "}")).contains(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        variable-options ; {variables: {A: {value: 1, options: ['1']}}, a: {script: x}}
        variable-detail  ; {a: {script: x, variables: {A: {value: b, description: c}}}}
        empty            ; {include: {local: inc.yml, rules: []}, a: {script: x}}
        input-options    ; {include: {local: typed.yml, inputs: {list: [one, three]}}}
        input-options    ; {include: {local: typed.yml, inputs: {text: two}}}
        trigger-later    ; {a: {trigger: {include: [{artifact: c.yml, job: m}]}}, m: {script: x, stage: deploy}}
        dependencies-later ; {a: {script: x, dependencies: [b]}, b: {script: x, stage: deploy}}
        """)
    void fileIsRefused(String code, String file) {
        assertThat(codes(file)).contains(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{variables: {A: {value: b, description: 5}}, a: {script: x}}",
                "{workflow: {rules: [{if: $A, allow_failure: true}]}, a: {script: x}}",
                "{a: {script: x, dependencies: [b]}, b: {script: x}}",
                "{include: {local: typed.yml, inputs: {list: [two, one], text: one}}}",
                "{default: {image: i, tags: [t], retry: 1, before_script: [b], timeout: 1h}, a: {trigger: g/p}}",
                "{a: {trigger: {include: [{artifact: c.yml, job: m}]}}, m: {script: x}}",
            })
    void fileIsTaken(String file) {
        assertThat(codes(file)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        input-options ; {type: boolean, options: [true], default: true}
        input-regex   ; {type: number, regex: ^1, default: 1}
        input-options ; {options: [a], default: b}
        input-regex   ; {regex: ^a, default: b}
        """)
    void inputIsRefused(String code, String input) {
        assertThat(codes("spec: {inputs: {x: " + input + "}}\n---\na: {script: x}\n"))
                .contains(code);
    }

    /** A message stays one line, whatever the file holds. */
    @Test
    void linesOfTheFileDoNotBreakMessages() {
        String text = "{variables: {A: {value: b, options: [\"c\\nd\"]}}, a: {script: x}}";

        assertThat(GitlabDialect.check("f.yml", text, TREE))
                .isInstanceOfSatisfying(
                        Parsed.Invalid.class,
                        invalid -> assertThat(invalid.problems().toString()).doesNotContain("\n"));
    }
}
