package dev.soban.repository.triton;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A message as maps, lists, text, numbers and flags, in the order of the fields' numbers, each
 * under its own name: what JSON says of it, without a library for that.
 */
final class ConfigTree {
  private ConfigTree() {}

  static SequencedMap<String, Object> of(Message message) {
    SequencedMap<String, Object> tree = new LinkedHashMap<>();
    message.getAllFields().forEach((field, value) -> tree.put(field.getName(), tree(field, value)));
    return Collections.unmodifiableSequencedMap(tree);
  }

  private static Object tree(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      return entries((List<?>) value);
    }
    if (field.isRepeated()) {
      return ((List<?>) value).stream().map(each -> single(field, each)).toList();
    }
    return single(field, value);
  }

  private static Map<String, Object> entries(List<?> entries) {
    SequencedMap<String, Object> map = new LinkedHashMap<>();
    for (Object each : entries) {
      MapEntry<?, ?> entry = (MapEntry<?, ?>) each;
      FieldDescriptor valueField = entry.getDescriptorForType().findFieldByNumber(2);
      map.put(String.valueOf(entry.getKey()), single(valueField, entry.getValue()));
    }
    return Collections.unmodifiableMap(map);
  }

  private static Object single(FieldDescriptor field, Object value) {
    return switch (value) {
      case Message below -> of(below);
      case EnumValueDescriptor named -> named.getName();
      case Integer bits when field.getType() == FieldDescriptor.Type.UINT32 ->
          Integer.toUnsignedLong(bits);
      case Long bits when bits < 0 && field.getType() == FieldDescriptor.Type.UINT64 ->
          new BigInteger(Long.toUnsignedString(bits));
      case ByteString bytes -> bytes.toStringUtf8();
      default -> value;
    };
  }
}
