package io.millrace.policy.network;

/** One perceptron that every part of an observation goes through, or the whole where there is one part. */
final class PartByPart implements ForwardPass {

    private final Perceptron network;
    private final int parts;

    PartByPart(NetworkShape shape, Kernel kernel) {
        network = new Perceptron(shape.policyLayers(), shape.activation(), kernel);
        parts = shape.parts();
    }

    @Override
    public void load(float[] parameters) {
        network.load(parameters, 0);
    }

    @Override
    public void forward(float[] observations, int rows, float[] outputs) {
        network.forward(observations, rows * parts, outputs);
    }
}
