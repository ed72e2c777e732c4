package dev.eloquent.secrets;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Binds the fields of a JSON object to the components of a record, by their names. */
final class JsonRecord<R extends Record> implements Format<R> {
    private interface Conversion {
        Object of(String text);
    }

    private static final Map<Class<?>, Conversion> SCALARS = Map.of(
            SecretText.class, SecretText::of,
            String.class, text -> text,
            int.class, Integer::parseInt,
            long.class, Long::parseLong,
            boolean.class, JsonRecord::bool);

    private final Class<R> type;

    JsonRecord(Class<R> type) {
        this.type = type;
    }

    @Override
    public R parse(SecretPayload payload) throws Unparsable {
        JsonObject fields = JsonObject.read(payload);
        List<Object> values = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            try {
                values.add(value(component, fields));
            } catch (Unparsable fault) {
                faults.add(String.valueOf(fault.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new Unparsable(String.join("; ", faults));
        }
        return made(values);
    }

    private static Object value(RecordComponent component, JsonObject fields) throws Unparsable {
        String name = component.getName();
        Optional<Class<?>> optional = optional(component.getGenericType());
        if (optional.isPresent()) {
            Class<?> inner = optional.get();
            return fields.find(name).map(text -> conversion(inner).of(text.reveal()));
        }
        SecretText text = fields.text(name);
        try {
            return conversion(component.getType()).of(text.reveal());
        } catch (IllegalArgumentException wrong) {
            throw new Unparsable("its field '" + name + "' must be of type " + component.getType());
        }
    }

    private static Conversion conversion(Class<?> of) {
        Conversion conversion = SCALARS.get(of);
        if (conversion == null) {
            throw new IllegalStateException("unchecked component of " + of);
        }
        return conversion;
    }

    private static Object bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    private R made(List<Object> values) throws Unparsable {
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException refused) {
            // Its message may have the value in it.
            throw new Unparsable("the constructor of " + type.getName() + " refused it with a "
                    + refused.getTargetException().getClass().getName());
        } catch (ReflectiveOperationException | RuntimeException closed) {
            throw new Unparsable(notOpen());
        }
    }

    private String notOpen() {
        return type.getName() + " cannot be made from here: let its module open package " + type.getPackageName()
                + " to dev.eloquent.secrets";
    }

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> bound = optional(component.getGenericType()).orElse(component.getType());
            if (!SCALARS.containsKey(bound)) {
                faults.add("component '" + component.getName() + "' of " + type.getName() + " must be one of "
                        + "SecretText, String, int, long, boolean, or an Optional of SecretText or String, was "
                        + component.getGenericType());
            }
        }
        return faults;
    }

    private static Optional<Class<?>> optional(Type type) {
        return type instanceof ParameterizedType generic
                        && generic.getRawType() == Optional.class
                        && generic.getActualTypeArguments()[0] instanceof Class<?> inner
                        && (inner == SecretText.class || inner == String.class)
                ? Optional.of(inner)
                : Optional.empty();
    }
}
