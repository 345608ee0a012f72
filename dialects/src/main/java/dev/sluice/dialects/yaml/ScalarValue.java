package dev.sluice.dialects.yaml;

import java.math.BigInteger;

/** What a scalar means under the rules of a dialect. */
public sealed interface ScalarValue {
    /** A text. */
    record Text(String text) implements ScalarValue {}

    /** A whole number. */
    record Whole(BigInteger number) implements ScalarValue {}

    /** A number with a fraction or an exponent, infinity, or not a number. */
    record Real(double number) implements ScalarValue {}

    /** A truth value. */
    record Truth(boolean value) implements ScalarValue {}

    /** Nothing. */
    record Absent() implements ScalarValue {}
}
