package dev.eloquent.local.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A command line, read: services in order, each with the options behind it.
 *
 * @param faults all that cannot be understood
 */
record CommandLine(List<Order> orders, List<String> faults) {
    static final String HELP = "--help";

    static CommandLine parse(String... args) {
        List<Order> orders = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Deque<String> words = new ArrayDeque<>(List.of(args));
        while (!words.isEmpty()) {
            String word = words.remove();
            Optional<Offer> offer = offer(word);
            if (offer.isPresent()) {
                orders.add(order(offer.get(), words, faults));
            } else {
                faults.add("\"" + word + "\" is not a stand-in: it must be one of " + offers());
                skipToAnOffer(words);
            }
        }
        if (orders.isEmpty() && faults.isEmpty()) {
            faults.add("nothing to start: name one or more of " + offers());
        }
        return new CommandLine(orders, faults);
    }

    private static Order order(Offer offer, Deque<String> words, List<String> faults) {
        Order order = new Order(offer, new LinkedHashMap<>());
        while (!words.isEmpty() && words.element().startsWith("--")) {
            String option = words.remove();
            if (words.isEmpty() || words.element().startsWith("--")) {
                faults.add(offer.word() + ": " + option + " needs a value");
            } else if (!order.knows(option)) {
                faults.add(offer.word() + ": there is no option " + option);
                words.remove();
            } else if (order.given().put(option, words.remove()) != null) {
                faults.add(offer.word() + ": " + option + " is given twice");
            }
        }
        return order;
    }

    /** What follows an unknown service are its options: one fault is enough. */
    private static void skipToAnOffer(Deque<String> words) {
        while (!words.isEmpty() && offer(words.element()).isEmpty()) {
            words.remove();
        }
    }

    static String usage() {
        StringBuilder usage =
                new StringBuilder("usage: java -jar eloquent-local.jar SERVICE [OPTIONS] [SERVICE [OPTIONS]]...\n");
        for (Offer offer : Offer.ALL) {
            usage.append('\n').append(offer.word()).append('\n');
            offer.options()
                    .forEach(option -> usage.append(String.format("  %-24s%s%n", option.name(), option.meaning())));
        }
        return usage.append("\nFaults: PUT, GET and DELETE /_local/faults at each endpoint; see docs/local.md.\n")
                .toString();
    }

    private static Optional<Offer> offer(String word) {
        return Offer.ALL.stream().filter(offer -> offer.word().equals(word)).findFirst();
    }

    private static String offers() {
        return Offer.ALL.stream().map(Offer::word).collect(Collectors.joining(", "));
    }

    /** One service that is wanted. */
    record Order(Offer offer, Map<String, String> given) {
        boolean knows(String option) {
            return offer.options().stream().anyMatch(each -> each.name().equals(option));
        }

        Options options() {
            return new Options(offer.word(), given);
        }
    }
}
