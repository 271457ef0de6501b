package dev.soban.core.lifecycle;

import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.Predictor;
import java.util.List;
import java.util.Map;

/**
 * A model version that answers, and what routing, metadata and codecs need beside its predictor.
 *
 * @param description what it is
 * @param predictor the whole stack
 * @param statistics its counts
 * @param closing drains and frees it; blocking
 */
public record Served(
    Description description, Predictor predictor, ModelStatistics statistics, Runnable closing) {

  public ModelVersion id() {
    return description.id();
  }

  /**
   * What a served version says of itself.
   *
   * @param signature the model's own inputs and outputs
   * @param encodedInputs inputs that also take encoded elements, as picture files, by name: how a
   *     client sees them
   * @param stack the layers, top down, as one line each
   */
  public record Description(
      ModelVersion id,
      String platform,
      String device,
      Signature signature,
      Map<String, TensorSpec> encodedInputs,
      OutputMeaning meaning,
      Tabular tabular,
      Batching batching,
      List<String> stack,
      List<String> notes,
      Map<String, String> properties) {

    /** Inputs as clients see them: encoded ones take BYTES. */
    public List<TensorSpec> clientInputs() {
      return signature.inputs().stream()
          .map(spec -> encodedInputs.getOrDefault(spec.name(), spec))
          .toList();
    }
  }

  /** How requests of this version become batches. */
  public record Batching(BatchingSettings settings, boolean merges, int instances) {}

  /**
   * How rows of text become inputs.
   *
   * @param charset of CSV bodies
   * @param header whether the first line names the columns: AUTO looks whether it is numeric
   */
  public record Tabular(String charset, Header header) {
    public static final Tabular DEFAULT = new Tabular("UTF-8", Header.AUTO);
  }

  /** Whether CSV has a line of column names. */
  public enum Header {
    AUTO,
    TRUE,
    FALSE
  }
}
