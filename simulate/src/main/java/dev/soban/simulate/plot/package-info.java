/** Plots of a comparison as SVG, readable on light and dark pages. */
package dev.soban.simulate.plot;
