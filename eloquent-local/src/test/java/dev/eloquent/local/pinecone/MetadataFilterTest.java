package dev.eloquent.local.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eloquent.local.server.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetadataFilterTest {
    private static final StoredVector VECTOR = new StoredVector(
            "x",
            new float[] {1},
            Json.object(bytes("{'year':2020,'genre':'drama','tags':['a','b'],'new':true,'score':1.5}")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|true",
                "{'genre':'drama'}|true",
                "{'genre':'comedy'}|false",
                "{'genre':{'$eq':'drama'}}|true",
                "{'year':{'$eq':2020.0}}|true",
                "{'year':{'$eq':'2020'}}|false",
                "{'new':true}|true",
                "{'new':{'$ne':true}}|false",
                "{'tags':'b'}|true",
                "{'tags':{'$ne':'b'}}|false",
                "{'tags':{'$in':['c','a']}}|true",
                "{'tags':{'$nin':['c','d']}}|true",
                "{'genre':{'$ne':'comedy'}}|true",
                "{'genre':{'$in':['comedy','drama']}}|true",
                "{'genre':{'$in':[]}}|false",
                "{'genre':{'$nin':['drama']}}|false",
                "{'missing':'x'}|false",
                "{'missing':{'$ne':'x'}}|true",
                "{'missing':{'$nin':['x']}}|true",
                "{'missing':{'$gt':0}}|false",
                "{'missing':{'$exists':false}}|true",
                "{'genre':{'$exists':true}}|true",
                "{'genre':{'$exists':false}}|false",
                "{'year':{'$gt':2019,'$lt':2021}}|true",
                "{'year':{'$gt':2020}}|false",
                "{'year':{'$gte':2020}}|true",
                "{'year':{'$lt':2020}}|false",
                "{'year':{'$lte':2020}}|true",
                "{'genre':{'$gt':1}}|false",
                "{'score':{'$gt':1.4}}|true",
                "{'genre':'drama','year':2019}|false",
                "{'$or':[{'genre':'comedy'},{'year':2020}]}|true",
                "{'$or':[{'genre':'comedy'},{'year':2019}]}|false",
                "{'$and':[{'genre':'drama'},{'$or':[{'year':2019},{'tags':'a'}]}]}|true",
                "{'$and':[{'genre':'drama'},{'year':2019}]}|false"
            })
    void chooses(String filter, boolean chosen) {
        assertThat(MetadataFilter.parse(Json.object(bytes(filter))).test(VECTOR))
                .isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':{}}|filter on \"a\" must have an operator: $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists,"
                        + " $and or $or",
                "{'a':{'$regex':'x'}}|unknown operator \"$regex\" in a filter: it must be $eq, $ne, $gt, $gte, $lt,"
                        + " $lte, $in, $nin, $exists, $and or $or",
                "{'$not':[]}|unknown operator \"$not\" in a filter: it must be $eq, $ne, $gt, $gte, $lt, $lte, $in,"
                        + " $nin, $exists, $and or $or",
                "{'a':[1]}|$eq takes strings, numbers and booleans",
                "{'a':{'$in':'x'}}|$in takes a list of strings, numbers or booleans",
                "{'a':{'$in':[null]}}|$in takes strings, numbers and booleans",
                "{'a':{'$gt':'1'}}|$gt takes a number",
                "{'a':{'$exists':1}}|$exists takes true or false",
                "{'$and':{}}|$and takes a list of one filter or more",
                "{'$or':[]}|$or takes a list of one filter or more",
                "{'$or':[1]}|a filter must be a JSON object"
            })
    void refuses(String filter, String message) {
        assertThatThrownBy(() -> MetadataFilter.parse(Json.object(bytes(filter))))
                .hasMessage(message);
    }

    @Test
    void refusesNestingWithoutEnd() {
        String deep = "{'$and':[".repeat(2_000) + "{}" + "]}".repeat(2_000);
        assertThatThrownBy(() -> MetadataFilter.parse(Json.object(bytes(deep))))
                .hasMessageStartingWith("the body is not valid JSON");
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
