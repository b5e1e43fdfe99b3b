package dev.pkce.gateway;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A wall clock may jump, so only what compares itself with the clocks of others may look at it. */
class ClocksTest {
    // Claims of ID tokens and assertions are times of day by their standards, and so is the Date of an answer; events
    // tell people when something happened; of Redis's clock it is the first guess until Redis has been asked.
    private static final Set<String> OF_OTHERS = Set.of("IdTokens", "ClientKey", "ClockSkew", "Notices", "ServerClock");
    private static final Set<String> NOW =
            Set.of("now", "currentTimeMillis", "system", "systemUTC", "instant", "millis");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pkce.gateway");

    @Test
    @DisplayName("R13: nothing that has a time to live looks at a clock that can be set; ID tokens look at no other")
    void no_wall_clock() {
        noClasses()
                .that()
                // Certificates, which the doctor looks at, are valid until a time of day.
                .resideOutsideOfPackages("..demo..", "..doctor..")
                .and(DescribedPredicate.<JavaClass>describe(
                        "look at no clock of others", type -> !OF_OTHERS.contains(type.getSimpleName())))
                .should()
                .callMethodWhere(target(wallClock()))
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(MAIN);
    }

    private static DescribedPredicate<AccessTarget> wallClock() {
        return DescribedPredicate.describe(
                "a wall clock",
                called -> NOW.contains(called.getName())
                        && (called.getOwner().isEquivalentTo(System.class)
                                || resideInAnyPackage("java.time..").test(called.getOwner())));
    }
}
