package dev.eloquent.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The permissions that a task role needs. */
final class IamPolicyTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:210987654321:secret:shared-AbCdEf";

    private final IamPolicy policy = IamPolicy.of(
            SecretSpec.text("service/openai"),
            SecretSpec.field("service/login", "user"),
            SecretSpec.field("service/login", "password"),
            SecretSpec.text(ARN));

    @Test
    void readsTheDeclaredSecretsAndNothingElse() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(policy.json("eu-central-1", "123456789012")))
                .isEqualTo(json.readTree("""
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": [
                  "%s",
                  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:service/login-??????",
                  "arn:aws:secretsmanager:eu-central-1:123456789012:secret:service/openai-??????"]},
                 {"Effect": "Allow", "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"}]}
                """.formatted(ARN)));
    }

    @Test
    void knowsThePartitions() {
        assertThat(policy.json("cn-north-1", "123456789012")).contains("arn:aws-cn:secretsmanager:cn-north-1");
        assertThat(policy.json("us-gov-west-1", "123456789012")).contains("arn:aws-us-gov:");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> IamPolicy.of().json("Frankfurt", "42"))
                .hasMessage(
                        "secrets: at least one secret must be declared, was none; region must be that of an AWS region,"
                                + " such as eu-central-1, was 'Frankfurt'; account must be 12 digits, was '42'");
    }
}
