/** The system's libturbojpeg, called through the foreign function interface. */
package dev.soban.vision.turbojpeg;
