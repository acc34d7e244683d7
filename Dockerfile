# One image for every service: the command says which one it is. One target for each engine:
#   docker build --target dl4j -t millrace .
#   dl4j          the kernel, and Deeplearning4j on the CPU; what you get without a target
#   kernel        the kernel alone: enough for env and actor, and for learners of small networks
#   libtorch      the kernel, and libtorch on the CPU
#   dl4j-cuda     Deeplearning4j on NVIDIA cards up to Ampere; start it with --gpus all
#   libtorch-gpu  libtorch on NVIDIA cards from Turing on; start it with --gpus all
# docs/engines.md says which to take. Without BuildKit a build makes every stage above its target, and
# without a target all of them: give one.
#
# The bases are arguments, so that an image can be built from local ones, without a registry:
#   docker build --target dl4j --build-arg BUILD_IMAGE=my-jdk-with-maven --build-arg RUNTIME_IMAGE=my-jre .
# A base for running needs bash, for the health check, and a Java 17 or newer. CUDA_IMAGE needs apt, the
# libraries of CUDA 13.1, cuDNN 9 and NCCL 2, and the source of packages that they came from.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17-jre
ARG CUDA_IMAGE=nvidia/cuda:13.1.0-cudnn-runtime-ubuntu24.04

FROM ${BUILD_IMAGE} AS source
WORKDIR /src
COPY . .

FROM ${RUNTIME_IMAGE} AS service
# Not useradd: bases name it differently. The home is where checkpoints and unpacked natives lie.
RUN echo 'millrace:x:10001:10001:millrace:/var/lib/millrace:/bin/sh' >> /etc/passwd \
    && echo 'millrace:x:10001:' >> /etc/group \
    && mkdir -p /var/lib/millrace /opt/millrace/app/target/millrace \
    && chown 10001:10001 /var/lib/millrace
COPY millrace LICENSE NOTICE /opt/millrace/
COPY examples/identity.yaml /opt/millrace/examples/
# With this image's own Java: another one cannot use the archives.
RUN /opt/millrace/millrace --archive-classes
USER 10001:10001
WORKDIR /var/lib/millrace
EXPOSE 8080
# Ready, not merely alive: what depends on a service waits for this. bash speaks HTTP well enough.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["/opt/millrace/millrace"]
CMD ["--help"]

FROM source AS build-dl4j
RUN mvn -B -ntp -q -Dquick -DskipTests -pl app -am package
FROM service AS dl4j
COPY --from=build-dl4j /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib

FROM source AS build-kernel
RUN mvn -B -ntp -q -Dquick -DskipTests -P '!dl4j' -Dkernel -pl app -am package
FROM service AS kernel
COPY --from=build-kernel /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib

FROM source AS build-libtorch
RUN mvn -B -ntp -q -Dquick -DskipTests -Dlibtorch -pl app -am package
FROM service AS libtorch
COPY --from=build-libtorch /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib

# Its jars bring the CUDA 11.6 libraries. The driver's come from the machine, which the variables ask for.
FROM source AS build-dl4j-cuda
RUN mvn -B -ntp -q -Dquick -DskipTests -Dcuda -pl app -am package
FROM service AS dl4j-cuda
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=build-dl4j-cuda /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib

# Its jars bring none of the CUDA 13.1 libraries: the base has all of them but CUPTI, and no Java.
FROM source AS build-libtorch-gpu
RUN mvn -B -ntp -q -Dquick -DskipTests -Dlibtorch -Dgpu -pl app -am package
FROM ${CUDA_IMAGE} AS libtorch-gpu
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless cuda-cupti-13-1 \
    && rm -rf /var/lib/apt/lists/*
RUN echo 'millrace:x:10001:10001:millrace:/var/lib/millrace:/bin/sh' >> /etc/passwd \
    && echo 'millrace:x:10001:' >> /etc/group \
    && mkdir -p /var/lib/millrace \
    && chown 10001:10001 /var/lib/millrace
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    LD_LIBRARY_PATH=/usr/local/cuda/lib64:/usr/local/cuda/extras/CUPTI/lib64
COPY --from=service /opt/millrace /opt/millrace
COPY --from=build-libtorch-gpu /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib
USER 10001:10001
WORKDIR /var/lib/millrace
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["/opt/millrace/millrace"]
CMD ["--help"]

# The last stage is what a build without a target makes.
FROM dl4j
