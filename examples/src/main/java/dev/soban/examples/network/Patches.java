package dev.soban.examples.network;

/** The square patches of a picture of several channels, one for each position of a kernel. */
record Patches(int channels, int side, int kernel) {

  int positionsPerSide() {
    return side - kernel + 1;
  }

  int positions() {
    return positionsPerSide() * positionsPerSide();
  }

  int patchSize() {
    return channels * kernel * kernel;
  }

  /** Writes element k of the patch at position p to {@code columns[k * positions + p]}. */
  void toColumns(float[] picture, float[] columns) {
    int width = positionsPerSide();
    for (int k = 0; k < patchSize(); k++) {
      for (int row = 0; row < width; row++) {
        int target = k * positions() + row * width;
        System.arraycopy(picture, offset(k) + row * side, columns, target, width);
      }
    }
  }

  /** Writes element k of the patch at position p to {@code patches[p * patchSize + k]}. */
  void toRows(float[] picture, float[] patches) {
    for (int p = 0; p < positions(); p++) {
      for (int line = 0; line < channels * kernel; line++) {
        int target = p * patchSize() + line * kernel;
        System.arraycopy(picture, offset(line * kernel) + corner(p), patches, target, kernel);
      }
    }
  }

  /** Adds a patch back onto the place it came from. */
  void addPatch(float[] patch, int position, float[] picture) {
    for (int line = 0; line < channels * kernel; line++) {
      int target = offset(line * kernel) + corner(position);
      Rows.addScaled(picture, target, patch, line * kernel, kernel, 1);
    }
  }

  /** Where element k of the patch in the first corner lies in the picture. */
  private int offset(int k) {
    int channel = k / (kernel * kernel);
    int row = k / kernel % kernel;
    return (channel * side + row) * side + k % kernel;
  }

  private int corner(int position) {
    return position / positionsPerSide() * side + position % positionsPerSide();
  }
}
