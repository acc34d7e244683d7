package io.millrace.weights;

/**
 * One whole weights version.
 *
 * @param version    rises by one with each update; 0 are the initial weights
 * @param parameters the flat vector, in the layout of the run's network shape
 * @param sha256     of the vector as little-endian float32, 64 lower-case hexadecimal digits
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
public record PublishedWeights(long version, float[] parameters, String sha256) {}
