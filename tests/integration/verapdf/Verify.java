import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges files by veraPDF: Verify FLAVOUR FILE... with the flavours ua1, 3u and the like.
 *
 * For each file a line "FILE FLAVOUR: N checks, N rules failed", then a line for each rule that failed: its clause and test, how
 * often, and where and why for the first time. Exit code 1 when a rule failed.
 */
public final class Verify {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        boolean failed = false;
        for (int n = 1; n < arguments.length; n++) {
            try (InputStream file = new FileInputStream(arguments[n]);
                    PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
                ValidationResult result =
                        Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
                Map<String, String> first = new TreeMap<>();
                Map<String, Integer> counts = new TreeMap<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() != TestAssertion.Status.FAILED) {
                        continue;
                    }
                    String rule = assertion.getRuleId().getClause() + " test " + assertion.getRuleId().getTestNumber();
                    counts.merge(rule, 1, Integer::sum);
                    first.putIfAbsent(rule, assertion.getMessage() + " at " + assertion.getLocation().getContext());
                }
                System.out.println(arguments[n] + " " + flavour.getId() + ": " + result.getTotalAssertions() + " checks, "
                        + first.size() + " rules failed");
                for (Map.Entry<String, String> rule : first.entrySet()) {
                    System.out.println("  " + rule.getKey() + " (" + counts.get(rule.getKey()) + "): " + rule.getValue());
                }
                failed |= !result.isCompliant();
            }
        }
        System.exit(failed ? 1 : 0);
    }
}
