package dev.eloquent.secrets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions that a task role needs to read its secrets and nothing else, as a policy of IAM. Made of the
 * declarations alone, so that a build can write it.
 */
public final class IamPolicy {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    private final List<String> names;

    private IamPolicy(List<String> names) {
        this.names = names;
    }

    /** For these secrets. */
    public static IamPolicy of(SecretSpec<?>... specs) {
        return new IamPolicy(
                List.copyOf(Stream.of(specs).map(SecretSpec::name).collect(Collectors.toCollection(TreeSet::new))));
    }

    /**
     * As a JSON document. Where the secrets have a KMS key of your own, add {@code kms:Decrypt} on that.
     *
     * @param region such as {@code eu-central-1}; of secrets that are declared by ARN, their own
     * @param account its 12 digits
     * @throws SecretsConfigurationException naming all that is wrong
     */
    public String json(String region, String account) {
        List<String> faults = new ArrayList<>();
        if (names.isEmpty()) {
            faults.add("at least one secret must be declared, was none");
        }
        if (!REGION.matcher(region).matches()) {
            faults.add("region must be that of an AWS region, such as eu-central-1, was '" + region + "'");
        }
        if (!ACCOUNT.matcher(account).matches()) {
            faults.add("account must be 12 digits, was '" + account + "'");
        }
        if (!faults.isEmpty()) {
            throw new SecretsConfigurationException(faults);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            write(json, region, account);
        } catch (IOException e) {
            throw new UncheckedIOException("a writer in memory failed", e);
        }
        return text.toString();
    }

    private void write(JsonGenerator json, String region, String account) throws IOException {
        json.writeStartObject();
        json.writeStringField("Version", "2012-10-17");
        json.writeArrayFieldStart("Statement");
        json.writeStartObject();
        json.writeStringField("Effect", "Allow");
        json.writeStringField("Action", "secretsmanager:GetSecretValue");
        json.writeArrayFieldStart("Resource");
        for (String name : names) {
            json.writeString(resource(name, region, account));
        }
        json.writeEndArray();
        json.writeEndObject();
        // It has no resource of its own: what it returns is limited by the statement above.
        json.writeStartObject();
        json.writeStringField("Effect", "Allow");
        json.writeStringField("Action", "secretsmanager:BatchGetSecretValue");
        json.writeStringField("Resource", "*");
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The six characters that AWS puts after a name are six question marks to IAM. */
    static String resource(String name, String region, String account) {
        return name.startsWith("arn:")
                ? name
                : "arn:" + partition(region) + ":secretsmanager:" + region + ":" + account + ":secret:" + name
                        + "-??????";
    }

    private static String partition(String region) {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }
}
