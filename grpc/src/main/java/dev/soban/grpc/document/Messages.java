package dev.soban.grpc.document;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics.BatchSnapshot;
import dev.soban.core.observe.ModelStatistics.CountAndNanos;
import dev.soban.core.observe.ModelStatistics.Snapshot;
import dev.soban.protocol.inference.InferBatchStatistics;
import dev.soban.protocol.inference.InferStatistics;
import dev.soban.protocol.inference.ModelConfigResponse;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelStatistics;
import dev.soban.protocol.inference.ModelStatisticsResponse;
import dev.soban.protocol.inference.RepositoryIndexResponse;
import dev.soban.protocol.inference.ServerMetadataResponse;
import dev.soban.protocol.inference.StatisticDuration;
import dev.soban.server.document.ModelConfig;
import dev.soban.server.document.ModelMetadata;
import dev.soban.server.document.RepositoryIndex;
import dev.soban.server.document.ServerMetadata;
import dev.soban.server.document.StatisticsReport;
import java.util.List;
import java.util.stream.LongStream;

/** What is told over HTTP as JSON, as messages. */
final class Messages {
  private Messages() {}

  static ServerMetadataResponse of(ServerMetadata server) {
    return ServerMetadataResponse.newBuilder()
        .setName(ServerMetadata.NAME)
        .setVersion(server.version())
        .addAllExtensions(server.extensions())
        .build();
  }

  static ModelMetadataResponse of(ModelMetadata metadata) {
    Served.Description model = metadata.model();
    return ModelMetadataResponse.newBuilder()
        .setName(model.id().name())
        .addAllVersions(metadata.versions())
        .setPlatform(model.platform())
        .addAllInputs(tensors(model.clientInputs()))
        .addAllOutputs(tensors(model.signature().outputs()))
        .putAllProperties(metadata.properties())
        .build();
  }

  private static List<ModelMetadataResponse.TensorMetadata> tensors(List<TensorSpec> specs) {
    return specs.stream()
        .map(
            spec ->
                ModelMetadataResponse.TensorMetadata.newBuilder()
                    .setName(spec.name())
                    .setDatatype(spec.dataType().name())
                    .addAllShape(boxed(spec.shape().dims()))
                    .build())
        .toList();
  }

  static ModelConfigResponse of(ModelConfig config) {
    return ModelConfigResponse.newBuilder().setConfig(ConfigMessage.of(config.fields())).build();
  }

  static ModelStatisticsResponse of(StatisticsReport report) {
    ModelStatisticsResponse.Builder message = ModelStatisticsResponse.newBuilder();
    report.versions().forEach(served -> message.addModelStats(statistics(served)));
    return message.build();
  }

  private static ModelStatistics statistics(Served served) {
    Snapshot counts = served.statistics().snapshot();
    ModelStatistics.Builder message =
        ModelStatistics.newBuilder()
            .setName(served.id().name())
            .setVersion(served.id().version())
            .setLastInference(counts.lastInferenceMillis())
            .setInferenceCount(counts.inferenceCount())
            .setExecutionCount(counts.executionCount())
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(duration(counts.success()))
                    .setFail(duration(counts.fail()))
                    .setQueue(duration(counts.queue()))
                    .setComputeInput(duration(counts.compute().computeInput()))
                    .setComputeInfer(duration(counts.compute().computeInfer()))
                    .setComputeOutput(duration(counts.compute().computeOutput()))
                    .setCacheHit(duration(StatisticsReport.hits(served)))
                    .setCacheMiss(duration(StatisticsReport.misses(served))));
    counts.byBatchSize().forEach((size, batch) -> message.addBatchStats(batch(size, batch)));
    return message.build();
  }

  private static InferBatchStatistics batch(long size, BatchSnapshot batch) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(size)
        .setComputeInput(duration(batch.computeInput()))
        .setComputeInfer(duration(batch.computeInfer()))
        .setComputeOutput(duration(batch.computeOutput()))
        .build();
  }

  private static StatisticDuration duration(CountAndNanos value) {
    return StatisticDuration.newBuilder().setCount(value.count()).setNs(value.nanos()).build();
  }

  static RepositoryIndexResponse of(RepositoryIndex index) {
    RepositoryIndexResponse.Builder message = RepositoryIndexResponse.newBuilder();
    for (VersionStatus status : index.versions()) {
      message
          .addModelsBuilder()
          .setName(status.name())
          .setVersion(status.version())
          .setState(RepositoryIndex.state(status.state()))
          .setReason(status.reason());
    }
    return message.build();
  }

  private static List<Long> boxed(long[] values) {
    return LongStream.of(values).boxed().toList();
  }
}
