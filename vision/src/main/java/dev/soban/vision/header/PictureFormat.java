package dev.soban.vision.header;

/** The picture formats that are taken, told apart by their first bytes and never by a name. */
public enum PictureFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  WEBP,
  TIFF
}
