package dev.sluice.cli.run;

import dev.sluice.cli.args.ValueReader;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code --secret NAME=VALUE}, or {@code --secret NAME} for the value that the variable of that name has around the command. The
 * value is not shown.
 *
 * @param value empty: that of the environment
 */
record SecretArgument(String name, Optional<String> value) {

    @Override
    public String toString() {
        return name + "=***";
    }

    /** Reads it. */
    record Reader() implements ValueReader<SecretArgument> {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

        @Override
        public boolean isHidden() {
            return true;
        }

        @Override
        public SecretArgument read(String text) throws BadValue {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            if (!NAME.matcher(name).matches()) {
                throw new BadValue("expected NAME or NAME=VALUE; a name has letters, digits and underscores");
            }
            return new SecretArgument(name, equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1)));
        }
    }
}
