package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "error: no rule to make target",
                "ERROR: tests failed",
                "ERROR could not connect",
                "  Error: Cannot find module 'x'",
                "fatal: not a git repository",
                "error[E0308]: mismatched types",
                "::error file=a.js,line=1::Missing semicolon",
                "##[error]Process completed",
                "[ERROR] Failed to execute goal",
                "src/main.c:12:5: error: expected ';' before '}'",
                "Main.java:3: error: cannot find symbol",
                "src/app.ts(3,5): error TS2304: Cannot find name 'x'.",
                "ld: error: undefined symbol: main",
                "Traceback (most recent call last):",
                "ValueError: invalid literal for int()",
                "java.lang.IllegalStateException: closed",
                "Exception in thread \"main\" java.lang.Error",
                "Caused by: java.io.IOException: x",
                "AssertionError: expected:<402> but was:<500>",
                "E       assert 1 == 2",
                "FAILED tests/test_cart.py::test_total - assert 1 == 2",
                "CaptureTest > retries FAILED",
                "--- FAIL: TestCart (0.00s)",
                "FAIL src/cart.test.js",
                "not ok 3 - adds",
                "panic: runtime error: index out of range",
                "thread 'main' panicked at src/main.rs:2:5:",
                "make: *** [Makefile:3: all] Error 1",
                "npm ERR! code ELIFECYCLE",
                "FAILURE: Build failed with an exception.",
                "BUILD FAILED in 41s",
                "cart: cart.c:12: main: Assertion `x == 1' failed."
            })
    void saysWhatWentWrong(String line) {
        assertThat(ErrorLine.of(line)).isEqualTo(ErrorLine.CERTAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 errors",
                "0 errors, 3 warnings",
                "Errors: 0",
                "error: 0",
                "ERROR: none",
                "ERROR 0 of 3",
                "ERROR rate 0.1 %",
                "FAILED: 0",
                "FAILED 0",
                "no error found",
                "compiling error_handler.py",
                "error_handler.py",
                "src/errors.go",
                "tests/test_error.py::test_error PASSED",
                "test ErrorTest.FAILED_is_a_word ... ok",
                "2026-11-20 12:00:00 ERROR expected by this test: refused",
                "checking for error handling... yes",
                "IllegalStateException handling is on",
                "RuntimeErrorTest passed",
                "downloading Exception-1.0.jar",
                "not ok 4 - later # TODO not yet",
                "-Werror is set",
                "Ran 3 tests, failures: 0, errors: 0",
                "E  1.0",
                ""
            })
    void isOrdinaryOutput(String line) {
        assertThat(ErrorLine.of(line)).isEqualTo(ErrorLine.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash: line 1: mvnn: command not found",
                "sh: 1: nope: not found",
                "cat: x: No such file or directory",
                "./run.sh: Permission denied"
            })
    void mayBeHarmless(String line) {
        assertThat(ErrorLine.of(line)).isEqualTo(ErrorLine.PERHAPS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR: Job failed: exit status 1",
                "Process exited with code 2",
                "exit status 1",
                "Command failed with exit code 1."
            })
    void saysOnlyThatItEnded(String line) {
        assertThat(ErrorLine.of(line)).isEqualTo(ErrorLine.EXIT);
    }
}
