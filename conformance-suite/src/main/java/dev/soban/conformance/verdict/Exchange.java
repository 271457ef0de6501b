package dev.soban.conformance.verdict;

/** One request and its answer, shortened for reading. */
public record Exchange(String sent, String came) {}
