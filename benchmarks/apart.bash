# The services in processes of their own on this machine. Sourced after measure.bash; needs curl and $folder.

# A port below those that the system hands out, so that no client of the broker sits on it by chance.
broker_port=19092

service() { # name port words...
    local name=$1 port=$2
    shift 2
    ./millrace "$@" --bootstrap-servers 127.0.0.1:$broker_port --metrics-port "$port" >"$folder/$name.log" 2>&1 &
}

# Says how many seconds it took until the service on a port was ready, asked every 20 ms.
ready() { # name port
    local begun
    begun=$(date +%s%N)
    until curl -fs "http://127.0.0.1:$2/ready" >/dev/null 2>&1; do
        (( $(date +%s%N) - begun < 60000000000 )) || { cat "$folder/$1.log" >&2; exit 1; }
        sleep 0.02
    done
    LC_ALL=C awk -v t=$(($(date +%s%N) - begun)) 'BEGIN {printf "%.2f", t / 1e9}'
}

# Starts broker, env, learner and actor, one after another; sets their process ids and actor_start, the seconds
# that the actor took to be ready.
start_services() { # file settings...
    local file=$1 run
    shift
    run=$(sed -n 's/^run: *//p' "$file")
    rm -rf "$folder/broker" "$folder/learner"
    ./millrace broker --kafka-port $broker_port --data "$folder/broker" >"$folder/broker.log" 2>&1 &
    broker=$!
    until grep -q "Kafka broker on" "$folder/broker.log"; do
        kill -0 $broker 2>/dev/null || { cat "$folder/broker.log" >&2; exit 1; }
        sleep 0.1
    done
    service env 18081 env "$file" "$@"
    env=$!
    ready env 18081 >/dev/null
    service learner 18083 learner "$run" --data "$folder/learner"
    learner=$!
    ready learner 18083 >/dev/null
    # Their own start is over: the actor's is what is measured.
    sleep 10
    service actor 18082 actor "$run"
    actor=$!
    actor_start=$(ready actor 18082)
}

stop_services() {
    kill $actor $env $learner 2>/dev/null || true
    wait $actor $env $learner 2>/dev/null || true
    kill $broker 2>/dev/null || true
    wait $broker 2>/dev/null || true
}

# A counter of the learner; 0 before it is there.
learner_counter() {
    curl -s http://127.0.0.1:18083/metrics | LC_ALL=C awk -v name="$1" \
        'index($0, name "{") == 1 {sum += $NF} END {printf "%.0f", sum}'
}
learned() { learner_counter millrace_learner_steps_total; }
