package dev.eloquent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LibraryRulesTest {
    static final class Good {
        static final String NAME = "good";

        enum Kind {
            ONE
        }

        Runnable anonymous() {
            return new Runnable() {
                @Override
                public void run() {}
            };
        }
    }

    static final class Counting {
        static int count;
    }

    static class Open {}

    static final class Printing {
        void print() {
            System.err.println("printed");
        }
    }

    static final class PrintingBelow {
        final FileOutputStream console = new FileOutputStream(FileDescriptor.out);
    }

    @Test
    void stateOfTheProcessIsAFault() {
        assertThat(faults(LibraryRules.staticStateIsFinal, Good.class)).isEmpty();
        assertThat(faults(LibraryRules.staticStateIsFinal, Counting.class))
                .singleElement()
                .asString()
                .contains("Counting.count");
    }

    @Test
    void aClassThatCouldBeFinalIsAFault() {
        assertThat(faults(LibraryRules.classesAreFinal, Good.class, Good.Kind.class, Runnable.class))
                .isEmpty();
        assertThat(faults(LibraryRules.classesAreFinal, new Good().anonymous().getClass(), Good.class))
                .isEmpty();
        assertThat(faults(LibraryRules.classesAreFinal, Good.class, Open.class))
                .singleElement()
                .asString()
                .contains("Open");
    }

    @Test
    void aConsoleIsAFault() {
        assertThat(faults(LibraryRules.nobodyWritesToTheConsole, Good.class)).isEmpty();
        assertThat(faults(LibraryRules.nobodyWritesToTheConsole, Good.class, Printing.class))
                .singleElement()
                .asString()
                .contains("System.err");
        assertThat(faults(LibraryRules.nobodyWritesToTheConsole, Good.class, PrintingBelow.class))
                .singleElement()
                .asString()
                .contains("FileDescriptor.out");
    }

    @Test
    void anExceptionIsForOneClass() {
        ArchRule rule = LibraryRules.nobodyWritesToTheConsoleBut(Printing.class.getName());
        assertThat(faults(rule, Good.class, Printing.class)).isEmpty();
        assertThat(faults(rule, Printing.class, PrintingBelow.class))
                .singleElement()
                .asString()
                .contains("FileDescriptor.out");
        ArchRule open = LibraryRules.classesAreFinalBut(Open.class.getName());
        assertThat(faults(open, Good.class, Open.class)).isEmpty();
    }

    @Test
    void anExceptionThatIsNotNeededIsAFault() {
        assertThat(faults(LibraryRules.nobodyWritesToTheConsoleBut(Good.class.getName()), Open.class, Good.class))
                .singleElement()
                .asString()
                .contains("Good needs no exception any more");
        assertThat(faults(LibraryRules.classesAreFinalBut(Good.class.getName()), Counting.class, Good.class))
                .singleElement()
                .asString()
                .contains("Good needs no exception any more");
    }

    private static List<String> faults(ArchRule rule, Class<?>... classes) {
        return rule.allowEmptyShould(true)
                .evaluate(new ClassFileImporter().importClasses(classes))
                .getFailureReport()
                .getDetails();
    }
}
