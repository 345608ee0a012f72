package dev.sluice.cli.serve;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The server's log: one event a line on standard error, with its time; libraries speak only when something is wrong. */
public final class ServerLog {
    private static final List<String> QUIET = List.of("org.flywaydb", "org.xnio", "io.undertow", "org.jboss");

    /** Held here, because the log manager itself forgets loggers that nobody holds. */
    private static final List<Logger> LOGGERS =
            QUIET.stream().map(Logger::getLogger).toList();

    private ServerLog() {}

    /** Sets the log up; call before anything is started. */
    public static void install() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new Line());
        root.addHandler(console);
        LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            StringBuilder line = new StringBuilder(120)
                    .append(event.getInstant().truncatedTo(ChronoUnit.MILLIS))
                    .append(' ')
                    .append(word(event.getLevel()))
                    .append(' ')
                    .append(shortName(event.getLoggerName()))
                    .append(": ")
                    .append(oneLine(formatMessage(event)))
                    .append('\n');
            Throwable thrown = event.getThrown();
            if (thrown != null) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }

        private static String word(Level level) {
            if (level.intValue() >= Level.SEVERE.intValue()) {
                return "error";
            }
            return level.intValue() >= Level.WARNING.intValue() ? "warn" : "info";
        }

        private static String shortName(String logger) {
            return logger == null ? "sluice" : logger.substring(logger.lastIndexOf('.') + 1);
        }

        /** Line breaks would let a branch's name or a path forge a line of the log. */
        private static String oneLine(String text) {
            return text.replace("\n", "\\n").replace("\r", "\\r");
        }
    }
}
