package dev.soban.core.lifecycle;

import dev.soban.core.engine.WorkloadReport;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.predict.LayerReport;
import dev.soban.core.predict.PredictionCache;
import dev.soban.core.predict.Predictor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A model version that answers, and what routing, metadata and codecs need beside its predictor.
 *
 * @param description what it is
 * @param predictor the whole stack
 * @param statistics its counts
 * @param waitingRequests how many requests wait in its queue at this moment
 * @param closing drains and frees it; blocking
 * @param workload how its queue and its runs stand at this moment
 * @param cache what it keeps of its answers; empty when it keeps none
 * @param layers what its layers tell of themselves at this moment, top down
 * @param vitals whether it still answers
 */
public record Served(
    Description description,
    Predictor predictor,
    ModelStatistics statistics,
    IntSupplier waitingRequests,
    Runnable closing,
    Supplier<WorkloadReport> workload,
    Optional<PredictionCache> cache,
    Supplier<List<LayerReport>> layers,
    Vitals vitals) {

  /**
   * Without a queue of its own, without a cache, with layers that have nothing to tell, and watched
   * by nobody.
   */
  public Served(
      Description description,
      Predictor predictor,
      ModelStatistics statistics,
      IntSupplier waitingRequests,
      Runnable closing) {
    this(
        description,
        predictor,
        statistics,
        waitingRequests,
        closing,
        () -> WorkloadReport.NOTHING,
        Optional.empty(),
        List::of,
        Vitals.unwatched());
  }

  public ModelVersion id() {
    return description.id();
  }

  /** The same, watched in another way. */
  public Served with(Vitals others) {
    return new Served(
        description,
        predictor,
        statistics,
        waitingRequests,
        closing,
        workload,
        cache,
        layers,
        others);
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
      Declared declared,
      Batching batching,
      List<String> stack,
      List<String> notes,
      Map<String, String> properties) {

    public Tabular tabular() {
      return declared.tabular();
    }

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
   * What the owner says of a model beyond what the model itself tells.
   *
   * @param description what it is for, in words; may be empty
   * @param maxRequestBytes of a request's body; {@link Long#MAX_VALUE} for no limit of its own
   * @param configured what stands in a configuration of Triton's form
   */
  public record Declared(
      String description, Tabular tabular, long maxRequestBytes, Configured configured) {
    public static final Declared NOTHING = new Declared("", Tabular.DEFAULT, Long.MAX_VALUE);

    /** Without a configuration of Triton's form. */
    public Declared(String description, Tabular tabular, long maxRequestBytes) {
      this(description, tabular, maxRequestBytes, Configured.NOTHING);
    }
  }

  /**
   * A configuration of Triton's form.
   *
   * @param fields as written: maps, lists, texts, numbers and flags by the names of the fields;
   *     empty when there is no such configuration
   * @param ignored fields that are set and change nothing
   */
  public record Configured(Map<String, Object> fields, List<String> ignored) {
    public static final Configured NOTHING = new Configured(Map.of(), List.of());

    public Configured {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * How rows of text become inputs.
   *
   * @param charset of CSV bodies
   * @param header whether the first line names the columns: AUTO looks whether it is numeric
   * @param delimiter between fields
   * @param columns for each input the names of its columns, in the order in which a body without a
   *     header has them; empty when the inputs' own names and sizes tell
   */
  public record Tabular(
      String charset, Header header, char delimiter, SequencedMap<String, List<String>> columns) {
    public static final Tabular DEFAULT =
        new Tabular("UTF-8", Header.AUTO, ',', new LinkedHashMap<>());

    public Tabular {
      columns = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(columns));
    }
  }

  /** Whether CSV has a line of column names. */
  public enum Header {
    AUTO,
    TRUE,
    FALSE
  }
}
