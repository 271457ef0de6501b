package dev.soban.repository;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.ConfigNode;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.Problems;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import dev.soban.repository.yaml.YamlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/** Reads model.yaml. */
final class ModelSettingsReader {
  static final ScalarType<DataType> DATA_TYPE =
      ScalarType.text().parsed("a data type such as FP32", DataType::named);

  private static final Pattern DEVICE = Pattern.compile("cpu|auto|cuda(:[0-9]{1,3})?");

  private final YamlObject yaml;
  private final ModelFiles files;
  private final ModelSettings otherwise;

  private ModelSettingsReader(YamlObject yaml, ModelFiles files, ModelSettings otherwise) {
    this.yaml = yaml;
    this.files = files;
    this.otherwise = otherwise;
  }

  static ModelSettings read(Path file, Containment containment, ModelSettings otherwise)
      throws ConfigException {
    String shownAs = file.toString();
    Optional<String> refusal = containment.fileRefusal(file);
    if (refusal.isPresent()) {
      throw new ConfigException(Place.of(shownAs), refusal.get());
    }
    Path folder = file.resolveSibling("");
    Problems problems = new Problems();
    YamlObject yaml = new YamlObject(YamlText.read(file, shownAs), problems);
    ModelSettings settings =
        new ModelSettingsReader(yaml, new ModelFiles(folder, containment), otherwise).settings();
    problems.throwIfAny();
    return settings;
  }

  /** Every key of model.yaml that is not inside a list, with dots. */
  static List<String> keys() {
    ConfigNode.Mapping empty = ConfigNode.Mapping.empty(Place.of("model.yaml"));
    YamlObject yaml = new YamlObject(empty, new Problems());
    ModelSettingsReader reader =
        new ModelSettingsReader(yaml, ModelFiles.NONE, ModelSettings.DEFAULT);
    reader.settings();
    new PictureReader(yaml.object("image")).read();
    new OutputReader(yaml.object("output"), ModelFiles.NONE).read();
    new GuardReader(yaml, ModelFiles.NONE).readAll();
    return yaml.knownKeys();
  }

  private ModelSettings settings() {
    ModelSettings settings =
        new ModelSettings(
            yaml.value("description", ScalarType.string(), ""),
            execution(),
            new ModelSettings.Declarations(tensors("inputs"), tensors("outputs")),
            yaml.optionalObject("image").map(image -> new PictureReader(image).read()).orElse(null),
            yaml.optionalObject("output")
                .map(output -> new OutputReader(output, files).read())
                .orElse(otherwise.output()),
            new CsvReader(yaml.object("csv")).read(),
            new BatchingReader(yaml.object("batching"), otherwise.batching()).read(),
            warmup(yaml.object("warmup")),
            limits(yaml.object("limits"), otherwise.limits()),
            aliases(),
            new CacheSettingsReader(yaml.object("cache"), files, otherwise.cache()).read(),
            new GuardReader(yaml, files).read().withLevels(otherwise.guards().levels()),
            upkeep(yaml.object("readiness")),
            otherwise.triton());
    yaml.done();
    return settings;
  }

  private ModelSettings.Execution execution() {
    ModelSettings.Execution before = otherwise.execution();
    List<String> overridable = yaml.list("overridable_inputs", ScalarType.text());
    return new ModelSettings.Execution(
        yaml.value("engine", ScalarType.oneOf(ModelSettings.Engine.class), before.engine()),
        yaml.value("device", device(), before.device()),
        yaml.value("instances", ScalarType.autoOr(1, 1024), before.instances()),
        yaml.value("intra_op_threads", ScalarType.wholeNumber(1, 1024), before.intraOpThreads()),
        yaml.has("overridable_inputs") ? overridable : before.overridableInputs(),
        yaml.value("turn_weight", ScalarType.wholeNumber(1, 100), before.turnWeight()));
  }

  private static ScalarType<String> device() {
    return ScalarType.text()
        .parsed(
            "cpu, cuda:0 or auto",
            text ->
                DEVICE.matcher(text).matches()
                    ? Optional.of(text.equals("cuda") ? "cuda:0" : text)
                    : Optional.empty());
  }

  private List<TensorDeclaration> tensors(String key) {
    List<TensorDeclaration> tensors = new ArrayList<>();
    for (YamlObject tensor : yaml.objects(key)) {
      String name = tensor.required("name", ScalarType.text()).orElse("");
      DataType dataType = tensor.value("datatype", DATA_TYPE).orElse(null);
      List<Long> dims = tensor.list("shape", ScalarType.wholeNumber(-1L, Long.MAX_VALUE));
      Shape shape = tensor.has("shape") ? Shape.of(dims) : null;
      tensor.done();
      tensors.add(new TensorDeclaration(tensor.place(), name, dataType, shape));
    }
    return tensors;
  }

  private static ModelSettings.Warmup warmup(YamlObject warmup) {
    ModelSettings.Warmup otherwise = ModelSettings.Warmup.DEFAULT;
    ModelSettings.Warmup read =
        new ModelSettings.Warmup(
            warmup.value("enabled", ScalarType.flag(), otherwise.enabled()),
            warmup.value("count", ScalarType.wholeNumber(1, 1_000), otherwise.count()));
    warmup.done();
    return read;
  }

  private ModelSettings.Upkeep upkeep(YamlObject readiness) {
    ModelSettings.Upkeep otherwise = ModelSettings.Upkeep.DEFAULT;
    ModelSettings.Upkeep read =
        new ModelSettings.Upkeep(
            yaml.value("pinned", ScalarType.flag(), otherwise.pinned()),
            readiness.value(
                "within", ScalarType.duration(Duration.ZERO), otherwise.answeredWithin()),
            yaml.value("memory", ScalarType.size(1, Long.MAX_VALUE)).orElse(null));
    readiness.done();
    return read;
  }

  private static ModelSettings.Limits limits(YamlObject limits, ModelSettings.Limits otherwise) {
    ModelSettings.Limits read =
        new ModelSettings.Limits(
            limits.value("timeout", ScalarType.duration(Duration.ofMillis(1)), otherwise.timeout()),
            limits.value(
                "max_queue_requests",
                ScalarType.wholeNumber(1, Integer.MAX_VALUE),
                otherwise.maxQueueRequests()),
            limits.value("max_request_size", ScalarType.size(1, Long.MAX_VALUE)).orElse(null),
            limits.value(
                "max_queue_rows",
                ScalarType.wholeNumber(1L, Long.MAX_VALUE),
                otherwise.maxQueueRows()),
            limits.value(
                "max_queue_bytes", ScalarType.size(1, Long.MAX_VALUE), otherwise.maxQueueBytes()));
    limits.done();
    return read;
  }

  private SequencedMap<String, String> aliases() {
    YamlObject aliases = yaml.object("aliases");
    for (String alias : aliases.keys()) {
      if (!ModelVersion.validName(alias) || ModelVersion.validVersion(alias)) {
        aliases.wrongKey(
            alias, "a name of letters, digits, '.', '_' or '-' that is no version itself");
      }
    }
    return yaml.map(
        "aliases",
        ScalarType.text()
            .parsed(
                "a version such as 1",
                text -> Optional.of(text).filter(ModelVersion::validVersion)));
  }
}
