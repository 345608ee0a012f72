package dev.sluice.cli.rooms;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the rooms of docs/architecture.md apart: what a module may import is decided here, not in a
 * review.
 */
class ImportRulesTest {
    private static final List<String> ROOMS = List.of("core", "dialects", "app", "adapters", "server", "cli");

    /**
     * What pure code may use of java.base, by package prefix; everything else needs a reason and a
     * line here.
     */
    private static final List<String> PURE_PACKAGES =
            List.of("java.lang", "java.math", "java.nio", "java.nio.charset", "java.text", "java.time", "java.util");

    private static final Set<String> IMPURE_CLASSES = Set.of(
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.ScopedValue",
            "java.time.Clock",
            "java.time.InstantSource",
            "java.util.Random",
            "java.util.ServiceLoader",
            "java.util.SplittableRandom",
            "java.util.Timer");

    /** Single classes outside those packages that are pure functions all the same. */
    private static final Set<String> PURE_CLASSES = Set.of(
            "java.io.Serializable",
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.net.URLEncoder",
            "java.security.MessageDigest",
            "java.security.NoSuchAlgorithmException",
            "java.util.concurrent.TimeUnit");

    /** Enough to read a class's own resource, and nothing to open a file with. */
    private static final String[] RESOURCE_READING = {
        "java.io.InputStream", "java.io.IOException", "java.io.UncheckedIOException"
    };

    /** What holds locks, threads or shared state. */
    private static final List<String> IMPURE_PACKAGES = List.of(
            "java.lang.foreign", "java.lang.ref", "java.util.concurrent", "java.util.logging", "java.util.random");

    /** Calls that read the world although their class is harmless. */
    private static final Set<String> IMPURE_CALLS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.exit",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.lineSeparator",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.LocalTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.ZoneId.systemDefault",
            "java.util.Collections.shuffle",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.util.UUID.randomUUID");

    private static JavaClasses sluice;

    @BeforeAll
    static void importClasses() {
        sluice = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.sluice");
    }

    @Test
    void coreUsesNothingButPureJava() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.core..")
                .should()
                .onlyDependOnClassesThat(pureJava().or(inRooms("core")).or(nullnessAnnotations()))
                .because(
                        "the engine is replayed from a seed: no I/O, clock, thread, randomness or" + " library in core")
                .check(sluice);
    }

    @Test
    void dialectsArePureFunctions() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.dialects..")
                .should()
                .onlyDependOnClassesThat(pureJava()
                        .or(inRooms("core", "dialects"))
                        .or(nullnessAnnotations())
                        .or(startingWith(RESOURCE_READING))
                        .or(startingWith("org.snakeyaml.engine", "com.google.re2j")))
                .because("a dialect is a function from text to a model")
                .check(sluice);
    }

    @Test
    void pureCodeReadsNoClockEnvironmentOrRandomness() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sluice.core..", "dev.sluice.dialects..")
                .should()
                .accessTargetWhere(describe("reads the world", ImportRulesTest::readsTheWorld))
                .because("time, ids and settings come in as events or parameters")
                .check(sluice);
    }

    @Test
    void onlyTheYamlPackageKnowsTheYamlParser() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.dialects.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .because("limits and positions are kept in one place")
                .check(sluice);
    }

    @Test
    void appKnowsNoFramework() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.app..")
                .should()
                .onlyDependOnClassesThat(startingWith("java.", "javax.crypto.")
                        .or(primitives())
                        .or(inRooms("core", "dialects", "app"))
                        .or(nullnessAnnotations()))
                .andShould()
                .onlyDependOnClassesThat(
                        DescribedPredicate.not(startingWith("java.sql", "java.net.http", "java.lang.foreign")))
                .because("use cases reach the world through their ports")
                .check(sluice);
    }

    @Test
    void serverAndAdaptersDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("dev.sluice.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sluice.adapters..", "dev.sluice.cli..")
                .because("the edge calls app; the composition root in cli wires the adapters")
                .check(sluice);
        noClasses()
                .that()
                .resideInAPackage("dev.sluice.adapters..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sluice.server..", "dev.sluice.cli..")
                .because("an adapter implements ports and knows nothing above them")
                .check(sluice);
    }

    @Test
    void everyClassLivesInARoom() {
        classes().should(new LiveInARoom(ROOMS)).check(sluice);
    }

    @Test
    void packagesOfOneRoomHaveNoCycles() {
        for (String room : ROOMS) {
            slices().matching("dev.sluice." + room + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .because("a package that cannot be read alone is not a package")
                    .check(sluice);
        }
    }

    private static boolean readsTheWorld(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return IMPURE_CALLS.contains(owner + "." + access.getName());
    }

    private static DescribedPredicate<JavaClass> pureJava() {
        return describe("pure java.base", type -> {
            JavaClass element = type.getBaseComponentType();
            String name = element.getName();
            if (element.isPrimitive() || PURE_CLASSES.contains(name)) {
                return true;
            }
            if (IMPURE_CLASSES.contains(name)) {
                return false;
            }
            String owner = element.getPackageName();
            return PURE_PACKAGES.stream().anyMatch(prefix -> isBelow(owner, prefix))
                    && IMPURE_PACKAGES.stream().noneMatch(prefix -> isBelow(owner, prefix));
        });
    }

    private static DescribedPredicate<JavaClass> inRooms(String... rooms) {
        return describe("in " + List.of(rooms), type -> {
            String owner = type.getBaseComponentType().getPackageName();
            return List.of(rooms).stream().anyMatch(room -> isBelow(owner, "dev.sluice." + room));
        });
    }

    private static DescribedPredicate<JavaClass> startingWith(String... prefixes) {
        return describe("below " + List.of(prefixes), type -> List.of(prefixes).stream()
                .anyMatch(type.getBaseComponentType().getName()::startsWith));
    }

    private static DescribedPredicate<JavaClass> primitives() {
        return describe("primitive", type -> type.getBaseComponentType().isPrimitive());
    }

    private static DescribedPredicate<JavaClass> nullnessAnnotations() {
        return startingWith("org.jspecify.annotations");
    }

    private static boolean isBelow(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }
}
