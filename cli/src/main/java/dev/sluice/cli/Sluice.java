package dev.sluice.cli;

/** The command {@code sluice}. */
public final class Sluice {
    private Sluice() {}

    /**
     * Runs one command and exits with its code.
     *
     * @param args the arguments as the shell gave them
     */
    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println("sluice " + Sluice.class.getPackage().getImplementationVersion());
            return;
        }
        System.err.println("sluice: only --version is known to this build");
        System.exit(2);
    }
}
