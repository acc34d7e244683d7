# What the scripts of this folder share. Sourced by them, from the repository's root, under set -euo pipefail.

# One thread, as the launch script sets: native threads that spin take the cores of the services.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

# Where and with what is measured.
machine() {
    echo "commit $(git rev-parse --short HEAD), $(env -u OMP_NUM_THREADS nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $("$(java_command)" -version 2>&1 | head -n 1)"
}

java_command() { echo "${JAVA_HOME:+$JAVA_HOME/bin/}java"; }

# Sets folder, which lives as long as the script. What the script started in the background ends with it.
temporary_folder() {
    folder=$(mktemp -d)
    trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
    trap 'exit 130' INT TERM
}

# The middle one of the numbers on standard input, the lower one of two.
median() { LC_ALL=C sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# A value of the summary that ./millrace local --json printed into $folder/result.json.
value() { sed -n "s/^ *\"$1\" : \"\{0,1\}\([^\",]*\).*/\1/p" "$folder/result.json" | head -n 1; }

# Builds what is missing or older than its sources: the command first, which also archives its classes.
build() {
    ./millrace --version >/dev/null
    local jar
    jar=$(ls benchmarks/target/millrace/lib/benchmarks-*.jar 2>/dev/null || true)
    if [[ -z $jar || -n $(find benchmarks/pom.xml benchmarks/src/main app/target/millrace/lib -newer "$jar" -print -quit) ]]; then
        mvn -B -ntp -q -Dquick -DskipTests -pl benchmarks -am package >&2
        touch benchmarks/target/millrace/lib/benchmarks-*.jar
    fi
}

# Runs a main class of this module: measured CLASS ARGUMENT...
measured() {
    local class=$1 flags=()
    shift
    if "$(java_command)" --list-modules | grep -q '^jdk.incubator.vector'; then
        flags+=(--add-modules jdk.incubator.vector)
    fi
    # shellcheck disable=SC2086 # options are words
    "$(java_command)" "${flags[@]}" ${MILLRACE_OPTS:-} \
        -cp 'benchmarks/target/millrace/lib/*:app/target/millrace/lib/*' "io.millrace.benchmarks.$class" "$@" \
        2> >(grep -v 'Using incubator modules' >&2)
}
