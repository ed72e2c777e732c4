package dev.eloquent.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://user:secret@host:1/3?clientName=me | host:1",
                "rediss://secret@host | host:6379",
                "redis-socket:///run/redis.sock | /run/redis.sock",
                "redis-sentinel://secret@one:1,two:2/1?clientName=me#main | the sentinels' main",
                "rediss-sentinel://one:1#main | the sentinels' main"
            })
    void anotherTimeoutChangesNothingElse(String uri, String shown) {
        RedisURI address = RedisURI.create(uri);
        address.setVerifyPeer(SslVerifyMode.CA);
        RedisURI copy = Address.within(address, TIMEOUT);
        assertThat(Address.shown(copy)).isEqualTo(shown);
        assertThat(copy.getTimeout()).isEqualTo(TIMEOUT);
        assertThat(copy.getCredentialsProvider()).isSameAs(address.getCredentialsProvider());
        assertThat(copy.isSsl()).isEqualTo(address.isSsl());
        assertThat(copy.getVerifyMode()).isEqualTo(address.getVerifyMode());
        assertThat(copy.getDatabase()).isEqualTo(address.getDatabase());
        assertThat(copy.getClientName()).isEqualTo(address.getClientName());
        assertThat(copy.getSentinels()).hasSameSizeAs(address.getSentinels());
        copy.setTimeout(address.getTimeout());
        copy.getSentinels().forEach(sentinel -> sentinel.setTimeout(address.getTimeout()));
        assertThat(copy).isEqualTo(address);
    }

    @Test
    void theGivenOneIsLeftAlone() {
        RedisURI address = RedisURI.create("redis-sentinel://one:1#main");
        RedisURI before = RedisURI.create("redis-sentinel://one:1#main");
        Address.within(address, TIMEOUT).setDatabase(7);
        assertThat(address).isEqualTo(before);
    }
}
