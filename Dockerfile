# One image for every service: the command says which one it is.
#   docker build -t millrace .
# Both bases are arguments, so that an image can be built from local ones, without a registry:
#   docker build --build-arg BUILD_IMAGE=my-jdk-with-maven --build-arg RUNTIME_IMAGE=my-jre -t millrace .
# A base for running needs bash, for the health check, and a Java 17 or newer.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG RUNTIME_IMAGE=eclipse-temurin:17-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp -q -Dquick -DskipTests -pl app -am package

FROM ${RUNTIME_IMAGE}
# Not useradd: bases name it differently. The home is where checkpoints and unpacked natives lie.
RUN echo 'millrace:x:10001:10001:millrace:/var/lib/millrace:/bin/sh' >> /etc/passwd \
    && echo 'millrace:x:10001:' >> /etc/group \
    && mkdir -p /var/lib/millrace /opt/millrace/app/target/millrace \
    && chown 10001:10001 /var/lib/millrace
COPY --from=build /src/app/target/millrace/lib /opt/millrace/app/target/millrace/lib
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
