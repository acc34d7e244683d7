package io.millrace.app.sweep;

/**
 * The episodes that ended in one piece of a run.
 *
 * @param steps    environment steps of all lanes at the end of the piece
 * @param episodes at least 1
 * @param mean     their mean return
 */
public record CurvePiece(long steps, int episodes, double mean) {}
