/** The route {@code /invocations}, as SageMaker and DJL Serving have it. */
package dev.soban.server.sagemaker;
