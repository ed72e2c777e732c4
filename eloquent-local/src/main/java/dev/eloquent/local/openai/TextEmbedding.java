package dev.eloquent.local.openai;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Vectors of length 1 by feature hashing: each word, and each group of three letters of a word, adds to some places that
 * its hash chooses. Texts that share words, or forms of them, are near each other; meaning plays no part. The same text
 * has the same vector always and everywhere.
 */
final class TextEmbedding {
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final double WORD = 1;
    /** Short words are mostly "the" and "of", and say little of what a text is about. */
    private static final double SHORT_WORD = 0.2;

    private static final int SHORT = 3;
    private static final double TRIGRAM = 0.5;
    /** Several places a feature, so that one collision does not spoil it. */
    private static final int PLACES = 4;

    private TextEmbedding() {}

    static float[] of(String text, int dimension) {
        double[] sums = new double[dimension];
        features(text).forEach((feature, weight) -> add(sums, feature, weight));
        double length = Math.sqrt(squares(sums));
        if (length == 0) {
            // Features that cancel each other out, which only a tiny dimension makes likely.
            sums[0] = 1;
            length = 1;
        }
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (sums[i] / length);
        }
        return vector;
    }

    private static Map<String, Double> features(String text) {
        Map<String, Double> features = new HashMap<>();
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        for (String word : NO_WORD.split(plain, -1)) {
            if (word.length() > SHORT) {
                say(features, word, WORD);
                for (int i = 0; i + 3 <= word.length(); i++) {
                    say(features, "3:" + word.substring(i, i + 3), TRIGRAM);
                }
            } else if (!word.isEmpty()) {
                say(features, word, SHORT_WORD);
            }
        }
        if (features.isEmpty()) {
            features.put("text:" + text, WORD);
        }
        return features;
    }

    /** Said once more: a word said four times weighs twice as much. */
    private static void say(Map<String, Double> features, String feature, double weight) {
        features.merge(feature, weight, (before, one) -> Math.sqrt(before * before + one * one));
    }

    private static void add(double[] sums, String feature, double weight) {
        long hash = fnv1a(feature);
        for (int i = 0; i < PLACES; i++) {
            hash = mix(hash + i);
            int place = (int) Long.remainderUnsigned(hash, sums.length);
            sums[place] += hash < 0 ? -weight : weight;
        }
    }

    private static long fnv1a(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The last step of SplitMix64: every bit of the input reaches every bit of the output. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
