package dev.soban.grpc.document;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.soban.protocol.inference.ModelConfig;
import java.util.List;
import java.util.Map;

/**
 * A configuration as a message, of maps, lists, texts, numbers and flags by the names of its
 * fields.
 */
final class ConfigMessage {
  private ConfigMessage() {}

  static ModelConfig of(Map<String, Object> fields) {
    ModelConfig.Builder config = ModelConfig.newBuilder();
    fill(config, fields);
    return config.build();
  }

  private static void fill(Message.Builder message, Map<?, ?> fields) {
    fields.forEach(
        (name, value) -> {
          FieldDescriptor field =
              message.getDescriptorForType().findFieldByName(String.valueOf(name));
          if (field.isMapField()) {
            ((Map<?, ?>) value)
                .forEach(
                    (key, each) ->
                        message.addRepeatedField(field, entry(message, field, key, each)));
          } else if (field.isRepeated()) {
            ((List<?>) value)
                .forEach(each -> message.addRepeatedField(field, single(message, field, each)));
          } else {
            message.setField(field, single(message, field, value));
          }
        });
  }

  private static Message entry(
      Message.Builder message, FieldDescriptor field, Object key, Object value) {
    Message.Builder entry = message.newBuilderForField(field);
    FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
    boolean number = keyField.getJavaType() == FieldDescriptor.JavaType.LONG;
    entry.setField(keyField, number ? Long.parseUnsignedLong(key.toString()) : key.toString());
    entry.setField(valueField, single(entry, valueField, value));
    return entry.build();
  }

  private static Object single(Message.Builder message, FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        Message.Builder below = message.newBuilderForField(field);
        fill(below, (Map<?, ?>) value);
        yield below.build();
      }
      case ENUM -> field.getEnumType().findValueByName(value.toString());
      case INT -> ((Number) value).intValue();
      case LONG -> ((Number) value).longValue();
      case FLOAT -> ((Number) value).floatValue();
      case DOUBLE -> ((Number) value).doubleValue();
      case BOOLEAN, STRING, BYTE_STRING -> value;
    };
  }
}
