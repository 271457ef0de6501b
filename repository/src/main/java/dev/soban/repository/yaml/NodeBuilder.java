package dev.soban.repository.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Builds nodes from the parser's events. Depth and the number of nodes, aliases counted as if
 * written out, are bounded, so that no file takes the stack or the memory; an alias inside its own
 * anchor is unknown, so nodes never form a circle.
 */
final class NodeBuilder {
  private static final int MAX_DEPTH = 20;
  private static final int MAX_NODES = 100_000;

  private final Iterator<Event> events;
  private final String source;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;

  NodeBuilder(Iterator<Event> events, String source) {
    this.events = events;
    this.source = source;
  }

  /** The only document. */
  ConfigNode document() throws ConfigException {
    events.next();
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      return ConfigNode.Mapping.empty(new Place(source, 1, 1));
    }
    ConfigNode root = node(events.next(), 0);
    events.next();
    Event end = events.next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw new ConfigException(place(end), "a second document (expected: only one)");
    }
    return root;
  }

  private ConfigNode node(Event event, int depth) throws ConfigException {
    if (depth > MAX_DEPTH) {
      throw new ConfigException(
          place(event), "nested too deep (expected: at most " + MAX_DEPTH + " levels)");
    }
    int before = nodes;
    count(1, event);
    ConfigNode node =
        switch (event) {
          case AliasEvent alias -> aliased(alias);
          case ScalarEvent scalar -> scalar(scalar);
          case SequenceStartEvent start -> sequence(start, depth);
          case MappingStartEvent start -> mapping(start, depth);
          default -> throw new IllegalStateException("event: " + event);
        };
    anchor(event).ifPresent(name -> anchors.put(name, new Anchored(node, nodes - before)));
    return node;
  }

  private ConfigNode aliased(AliasEvent alias) throws ConfigException {
    Anchored target = anchors.get(alias.getAlias());
    if (target == null) {
      throw new ConfigException(
          place(alias), "*" + alias.getAlias() + " (expected: an anchor that stands above)");
    }
    count(target.nodes(), alias);
    return target.node();
  }

  private ConfigNode scalar(ScalarEvent event) throws ConfigException {
    refuseTag(event.getTag(), event);
    ScalarKind kind = event.isPlain() ? ScalarKind.ofPlain(event.getValue()) : ScalarKind.TEXT;
    return new ConfigNode.Scalar(place(event), event.getValue(), kind);
  }

  private ConfigNode sequence(SequenceStartEvent start, int depth) throws ConfigException {
    refuseTag(start.getTag(), start);
    List<ConfigNode> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new ConfigNode.Sequence(place(start), items);
  }

  private ConfigNode mapping(MappingStartEvent start, int depth) throws ConfigException {
    refuseTag(start.getTag(), start);
    SequencedMap<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      Place keyPlace = place(event);
      if (!(node(event, depth + 1) instanceof ConfigNode.Scalar key)) {
        throw new ConfigException(keyPlace, "a list or mapping as key (expected: text)");
      }
      ConfigNode value = node(events.next(), depth + 1);
      ConfigNode.Entry first = entries.put(key.text(), new ConfigNode.Entry(keyPlace, value));
      if (first != null) {
        String line = "line " + first.keyPlace().line();
        throw new ConfigException(
            keyPlace, key.text() + ": written twice, first on " + line + " (expected: once)");
      }
    }
    return new ConfigNode.Mapping(place(start), entries);
  }

  private void count(int more, Event event) throws ConfigException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new ConfigException(
          place(event), "too much, aliases written out (expected: at most 100000 values)");
    }
  }

  private void refuseTag(Optional<String> tag, Event event) throws ConfigException {
    if (tag.isPresent()) {
      throw new ConfigException(place(event), "tag " + tag.get() + " (expected: no tags)");
    }
  }

  private static Optional<Anchor> anchor(Event event) {
    return event instanceof NodeEvent node && !(event instanceof AliasEvent)
        ? node.getAnchor()
        : Optional.empty();
  }

  private Place place(Event event) {
    return event
        .getStartMark()
        .map(mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.of(source));
  }

  /** A node and how many nodes it is with all below it. */
  private record Anchored(ConfigNode node, int nodes) {}
}
