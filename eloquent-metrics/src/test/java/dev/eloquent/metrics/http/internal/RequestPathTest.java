package dev.eloquent.metrics.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/orders/7, /orders/7",
        "/orders;jsessionid=1, /orders",
        "/orders;a=1;b=2/7;c=3, /orders/7",
        "/orders/;x, /orders/",
        ";x/orders, /orders",
        "'', ''",
        ";, ''"
    })
    void theParametersOfEachPartAreCut(String raw, String path) {
        assertThat(RequestPath.of(raw)).isEqualTo(path);
    }
}
