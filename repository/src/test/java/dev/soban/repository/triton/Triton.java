package dev.soban.repository.triton;

import dev.soban.repository.yaml.ConfigException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads texts as the config.pbtxt of a model {@code m}, beside which every file may be there. */
final class Triton {
  /** Every field that is read, and some that are not. */
  static final String EVERY_FIELD =
      """
      # a comment
      name: "m"
      platform: 'onnxruntime_onnx'
      backend: "onnx" "runtime"
      max_batch_size: 8
      version_policy: { specific { versions: [1, 3] } }
      default_model_filename: "net.onnx"
      input [
        { name: "x" data_type: TYPE_FP32 dims: [ 4 ] reshape { shape: [ 2, 2 ] } },
        { name: "ids", data_type: TYPE_INT64; dims: -1 optional: true format: FORMAT_NONE }
      ]
      output { name: "p" data_type: TYPE_FP32 dims: 3 label_filename: "labels.txt" }
      output: < name: "y" data_type: 13 dims: 1 reshape { shape: [ ] } >
      instance_group [ { count: 2 kind: KIND_CPU }, { count: 1 kind: KIND_CPU } ]
      dynamic_batching {
        preferred_batch_size: [ 4, 8 ]
        max_queue_delay_microseconds: 100
        priority_levels: 3
        default_priority_level: 2
        default_queue_policy { default_timeout_microseconds: 5000 max_queue_size: 16 }
        priority_queue_policy { key: 1 value { timeout_action: DELAY max_queue_size: 2 } }
      }
      parameters { key: "intra_op_thread_count" value { string_value: "4" } }
      model_warmup [
        {
          name: "w"
          batch_size: 2
          inputs { key: "x" value { data_type: TYPE_FP32 dims: 4 random_data: true } }
          inputs { key: "ids" value { data_type: TYPE_INT64 dims: 1 input_data_file: "ids.raw" } }
          count: 3
        }
      ]
      optimization { graph { level: 1 } }
      response_cache { enable: true }
      """;

  private Triton() {}

  static TritonSettings read(String text) throws ConfigException {
    return read(text, name -> Optional.empty());
  }

  /** With files that may not be used for the reason that the function gives. */
  static TritonSettings read(String text, Refusing refusing) throws ConfigException {
    return TritonReader.read(
        text,
        "m/config.pbtxt",
        "m",
        new FilesBeside() {
          @Override
          public Path path(String name) {
            return Path.of("m").resolve(name);
          }

          @Override
          public Optional<String> refusal(String name) {
            return refusing.refusal(name);
          }
        });
  }

  /** Why a file may not be used. */
  interface Refusing {
    Optional<String> refusal(String name);
  }
}
