package dev.sluice.cli.args;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The readers that commands share. Plain classes instead of lambdas: they cost least at start. */
final class Values {
    private Values() {}

    /** Any text. */
    record Text() implements ValueReader<String> {
        @Override
        public String read(String text) {
            return text;
        }
    }

    /** A path, not resolved. */
    record FilePath() implements ValueReader<Path> {
        @Override
        public Path read(String text) throws BadValue {
            if (text.isEmpty()) {
                throw new BadValue("the path is empty");
            }
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new BadValue("not a path: " + e.getReason());
            }
        }

        @Override
        public boolean isPath() {
            return true;
        }
    }

    /** A whole number within limits. */
    record WholeNumber(int min, int max) implements ValueReader<Integer> {
        @Override
        public Integer read(String text) throws BadValue {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below: what is no number is out of range as well.
            }
            throw new BadValue("expected a whole number from " + min + " to " + max);
        }
    }

    /** An address of a server, without a final slash. */
    record WebAddress() implements ValueReader<String> {
        @Override
        public String read(String text) throws BadValue {
            String address = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            try {
                URI uri = new URI(address);
                boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
                if (web && uri.getHost() != null && uri.getUserInfo() == null && bare(uri)) {
                    return address;
                }
            } catch (URISyntaxException e) {
                // Told below.
            }
            throw new BadValue("expected http:// or https:// and a host, such as https://ci.example.com");
        }

        private static boolean bare(URI uri) {
            return uri.getRawPath().isEmpty() && uri.getRawQuery() == null && uri.getRawFragment() == null;
        }
    }

    /** One word of a fixed list. */
    record Choice(List<String> choices) implements ValueReader<String> {
        Choice {
            choices = List.copyOf(choices);
        }

        @Override
        public String read(String text) throws BadValue {
            if (choices.contains(text)) {
                return text;
            }
            throw new BadValue("expected " + String.join(" or ", choices));
        }
    }

    /** {@code KEY=VALUE}; the value may be empty and may hold further equals signs. */
    record KeyValue() implements ValueReader<Assignment> {
        @Override
        public Assignment read(String text) throws BadValue {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new BadValue("expected KEY=VALUE");
            }
            String key = text.substring(0, equals);
            if (!isName(key)) {
                throw new BadValue(
                        "\"" + key + "\" is no name: letters, digits, underscore, dot and hyphen, no digit first");
            }
            return new Assignment(key, text.substring(equals + 1));
        }

        @Override
        public boolean isHidden() {
            return true;
        }

        private static boolean isName(String key) {
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                boolean later = (c >= '0' && c <= '9') || c == '-' || c == '.';
                if (!letter && (i == 0 || !later)) {
                    return false;
                }
            }
            return !key.isEmpty();
        }
    }
}
