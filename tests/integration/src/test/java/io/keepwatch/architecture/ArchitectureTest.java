package io.keepwatch.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.keepwatch.aws.Environment;
import io.keepwatch.domain.access.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * What keeps tenants apart and time in one hand, held against the compiled classes of every module:
 * all that is in {@code shared} and {@code functions}, so that a new function is under these rules
 * without a word here.
 */
class ArchitectureTest {

    private static final Path ROOT = Path.of("../..");
    private static final Path SHARED = ROOT.resolve("shared");
    private static final Path FUNCTIONS = ROOT.resolve("functions");

    private static final JavaClasses PRODUCTION = compiled();

    private static final String DYNAMO = "io.keepwatch.aws.dynamo.";

    /** The only classes that say whose a row is. */
    private static final Set<String> KEY_WRITERS =
            Set.of(DYNAMO + "TenantTable", DYNAMO + "DirectoryTable");

    @Test
    void theDomainIsPlainJava() {
        classes()
                .that(resideInAnyPackage("io.keepwatch.domain.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.keepwatch.domain..", "java.."))
                .check(PRODUCTION);
    }

    @Test
    void telemetryKnowsNothingOfAws() {
        noClasses()
                .that(resideInAnyPackage("io.keepwatch.telemetry.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "software.amazon..", "com.amazonaws..", "io.keepwatch.aws.."))
                .check(PRODUCTION);
    }

    @Test
    void functionsNeverImportEachOther() {
        Set<String> functions =
                Set.copyOf(modules(FUNCTIONS).map(ArchitectureTest::packageOf).toList());
        assertThat(functions).isNotEmpty();

        SlicesRuleDefinition.slices()
                .matching("io.keepwatch.(*)..")
                .that(describe("are functions", slice -> functions.contains(slice.getNamePart(1))))
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(PRODUCTION);
    }

    @Test
    void nothingThatIsDeployedDependsOnTheLocalCloudOrOnTests() {
        noClasses()
                .that(resideInAnyPackage("io.keepwatch.."))
                .and(DescribedPredicate.not(resideInAnyPackage("io.keepwatch.local..")))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "io.keepwatch.local..", "io.keepwatch.support..", "org.junit.."))
                .check(PRODUCTION);
    }

    @Test
    void onlyDoorsMakeCallers() {
        constructors()
                .that()
                .areDeclaredInClassesThat(assignableTo(Caller.class))
                .should(bePackagePrivate())
                .check(PRODUCTION);
        // Nor does anything else in that package pass callers off as its own.
        classes()
                .that(assignableTo(Caller.class))
                .should()
                .resideInAPackage("io.keepwatch.domain.access")
                .check(PRODUCTION);
    }

    @Test
    void onlyTwoClassesWriteKeys() {
        keysAreWrittenByFew().check(PRODUCTION);
    }

    @Test
    void rowsAreReachedOnlyThroughThoseClasses() {
        rowsAreReachedByFew().check(PRODUCTION);
    }

    @Test
    void theRawClientIsUsedForTransactionsOnly() {
        theRawClientMakesTransactionsOnly().check(PRODUCTION);
    }

    private static ArchRule keysAreWrittenByFew() {
        return noClasses()
                .that(outsideOf(KEY_WRITERS))
                .should()
                .accessClassesThat(assignableTo(Key.class))
                .orShould()
                .accessClassesThat(assignableTo(Key.Builder.class))
                .orShould()
                .accessClassesThat(assignableTo(TransactWriteItem.class))
                .orShould()
                .callMethod(DYNAMO + "Row", "builder");
    }

    private static ArchRule rowsAreReachedByFew() {
        return noClasses()
                .that(outsideOf(KEY_WRITERS))
                // What it queries, a key writer gave it.
                .and(DescribedPredicate.not(named(DYNAMO + "Range")))
                .should()
                .accessClassesThat(assignableTo(DynamoDbTable.class));
    }

    private static ArchRule theRawClientMakesTransactionsOnly() {
        return noClasses()
                .that(
                        DescribedPredicate.not(
                                resideInAnyPackage(
                                        // Makes tables and reads streams, as AWS itself does.
                                        "io.keepwatch.local..")))
                .should(
                        access(
                                "call DynamoDB past the tables",
                                access ->
                                        access.getTargetOwner().isAssignableTo(DynamoDbClient.class)
                                                && !Set.of(
                                                                "transactWriteItems",
                                                                "builder",
                                                                "serviceClientConfiguration",
                                                                "close")
                                                        .contains(access.getName())));
    }

    @Test
    void functionsReachAwsThroughOurAdaptersOnly() {
        noClasses()
                .that(
                        DescribedPredicate.not(
                                resideInAnyPackage("io.keepwatch.aws..", "io.keepwatch.local..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("software.amazon.."))
                .check(PRODUCTION);
    }

    @Test
    void thereIsOneClock() {
        onlyTheEnvironmentReads("the machine's time", ArchitectureTest::readsTime)
                .check(PRODUCTION);
    }

    @Test
    void thereIsOneReaderOfSettings() {
        onlyTheEnvironmentReads("the process environment", ArchitectureTest::readsSettings)
                .check(PRODUCTION);
    }

    /** A rule that nothing can break proves nothing. */
    @Test
    void theRulesCatchWhatTheyAreFor() {
        ArchRule time = onlyTheEnvironmentReads("the machine's time", ArchitectureTest::readsTime);
        List.of(
                        ByInstant.class,
                        BySystem.class,
                        ByClock.class,
                        ByReference.class,
                        ByDate.class,
                        ByCalendar.class)
                .forEach(offender -> assertCaught(time, offender));
        time.check(importOf(Innocent.class));
        assertCaught(
                onlyTheEnvironmentReads("the process environment", ArchitectureTest::readsSettings),
                BySetting.class);
        assertCaught(keysAreWrittenByFew(), ByKey.class);
        assertCaught(keysAreWrittenByFew(), ByTransaction.class);
        assertCaught(rowsAreReachedByFew(), ByTable.class);
        assertCaught(theRawClientMakesTransactionsOnly(), ByRawClient.class);
        assertThatThrownBy(
                        () ->
                                constructors()
                                        .should(bePackagePrivate())
                                        .check(importOf(ByRawClient.class)))
                .isInstanceOf(AssertionError.class);
    }

    private static void assertCaught(ArchRule rule, Class<?> offender) {
        assertThatThrownBy(() -> rule.check(importOf(offender)))
                .as(offender.getSimpleName())
                .isInstanceOf(AssertionError.class);
    }

    private static JavaClasses importOf(Class<?> type) {
        return new ClassFileImporter().importClasses(type);
    }

    static final class ByKey {
        Key key() {
            return Key.builder().partitionValue("anyone's").build();
        }
    }

    static final class ByTransaction {
        TransactWriteItem part() {
            return TransactWriteItem.builder().build();
        }
    }

    static final class ByTable {
        void put(DynamoDbTable<String> table) {
            table.putItem("anyone's");
        }
    }

    static final class ByRawClient {
        public ByRawClient(DynamoDbClient dynamo) {
            dynamo.getItem(get -> get.tableName("anyone's"));
        }
    }

    static final class ByInstant {
        Instant now() {
            return Instant.now();
        }
    }

    static final class BySystem {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static final class ByClock {
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    static final class ByReference {
        Supplier<Instant> now() {
            return Instant::now;
        }
    }

    static final class ByDate {
        Date now() {
            return new Date();
        }
    }

    static final class ByCalendar {
        Calendar now() {
            return Calendar.getInstance();
        }
    }

    static final class BySetting {
        String region() {
            return System.getenv("AWS_REGION");
        }
    }

    static final class Innocent {
        Instant now(Clock clock) {
            return clock.instant().plusNanos(System.nanoTime() - System.nanoTime());
        }

        Date of(Instant instant) {
            return new Date(instant.toEpochMilli());
        }

        LocalDate today(Clock clock) {
            return LocalDate.now(clock);
        }
    }

    private static ArchRule onlyTheEnvironmentReads(String what, Predicate<JavaAccess<?>> reads) {
        return noClasses()
                .that(DescribedPredicate.not(assignableTo(Environment.class)))
                .should(access("read " + what, reads));
    }

    private static boolean readsTime(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        List<String> parameters = parametersOf(access);
        if (owner.equals(Clock.class.getName())) {
            return name.startsWith("system")
                    || Set.of("tickMillis", "tickSeconds", "tickMinutes").contains(name);
        }
        if (owner.startsWith("java.time.")) {
            return name.equals("now") && !parameters.contains(Clock.class.getName());
        }
        return owner.equals("java.lang.System") && name.equals("currentTimeMillis")
                || owner.equals("java.util.Date")
                        && name.equals(JavaConstructor.CONSTRUCTOR_NAME)
                        && parameters.isEmpty()
                || owner.equals("java.util.Calendar") && name.equals("getInstance")
                || owner.equals("java.util.GregorianCalendar") && parameters.isEmpty();
    }

    private static boolean readsSettings(JavaAccess<?> access) {
        return access.getTargetOwner().getName().equals("java.lang.System")
                && access.getName().equals("getenv");
    }

    private static List<String> parametersOf(JavaAccess<?> access) {
        String target = access.getTarget().getFullName();
        int start = target.indexOf('(');
        String parameters = start < 0 ? "" : target.substring(start + 1, target.length() - 1);
        return parameters.isEmpty() ? List.of() : List.of(parameters.split(", "));
    }

    private static ArchCondition<JavaClass> access(
            String what, Predicate<JavaAccess<?>> forbidden) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass javaClass, ConditionEvents events) {
                javaClass.getAccessesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(
                                access ->
                                        events.add(
                                                SimpleConditionEvent.satisfied(
                                                        javaClass, access.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaConstructor> bePackagePrivate() {
        return new ArchCondition<>("be package-private") {
            @Override
            public void check(JavaConstructor constructor, ConditionEvents events) {
                boolean open =
                        constructor.getModifiers().stream()
                                .anyMatch(
                                        Set.of(
                                                        JavaModifier.PUBLIC,
                                                        JavaModifier.PROTECTED,
                                                        JavaModifier.PRIVATE)
                                                ::contains);
                events.add(
                        new SimpleConditionEvent(constructor, !open, constructor.getDescription()));
            }
        };
    }

    private static DescribedPredicate<JavaClass> outsideOf(Set<String> names) {
        return describe(
                "are none of " + names,
                javaClass ->
                        names.stream()
                                .noneMatch(
                                        name ->
                                                javaClass.getName().equals(name)
                                                        || javaClass
                                                                .getName()
                                                                .startsWith(name + "$")));
    }

    private static DescribedPredicate<JavaClass> named(String name) {
        return DescribedPredicate.not(outsideOf(Set.of(name)));
    }

    private static JavaClasses compiled() {
        List<Path> classes =
                Stream.concat(modules(SHARED), modules(FUNCTIONS))
                        .map(module -> module.resolve("target/classes"))
                        .toList();
        for (Path each : classes) {
            assertThat(each).as("compile all modules first").isDirectory();
        }
        return new ClassFileImporter().importPaths(classes);
    }

    /** The folders with code of their own. */
    private static Stream<Path> modules(Path parent) {
        try (Stream<Path> children = Files.list(parent)) {
            return children
                    .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Packages have no hyphens: functions/stripe-webhook is io.keepwatch.stripewebhook.
    private static String packageOf(Path function) {
        return function.getFileName().toString().replace("-", "");
    }
}
