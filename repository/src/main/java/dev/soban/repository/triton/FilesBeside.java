package dev.soban.repository.triton;

import java.nio.file.Path;
import java.util.Optional;

/** The files of a model's folder, which its config.pbtxt may name. */
public interface FilesBeside {
  /**
   * @throws java.nio.file.InvalidPathException when no file can be called so
   */
  Path path(String name);

  /**
   * Why a file may not be used; empty when it may.
   *
   * @throws java.nio.file.InvalidPathException when no file can be called so
   */
  Optional<String> refusal(String name);
}
