#!/usr/bin/env bash
# LocalStack without Docker, for the tests in this folder. ./keepwatch setup makes DIR/venv from requirements.txt.
#
#   localstack.sh start DIR DYNAMODB_JARS   starts it on a free port of 127.0.0.1 and prints its address once it is healthy
#   localstack.sh stop DIR                  ends it
#
# JAVA_HOME names the JDK for DynamoDB Local. Functions, HTTP APIs (v2) and schedules do not run in it.
set -euo pipefail

readonly HEALTHY_WITHIN_SECONDS=120
readonly STOPPED_WITHIN_SECONDS=15
# Where LocalStack's own installer would have put what it fetches.
readonly LIBRARY=root/var/lib/localstack/lib

main() {
  [ $# -ge 2 ] || usage
  local command=$1
  DIR=$(cd "$2" && pwd)
  LOG=$DIR/localstack.log
  PID_FILE=$DIR/localstack.pid
  case $command in
    start)
      [ $# -eq 3 ] || usage
      stop
      lay_out_dynamodb "$(cd "$3" && pwd)"
      start
      ;;
    stop) stop ;;
    *) usage ;;
  esac
}

usage() {
  echo "usage: localstack.sh start DIR DYNAMODB_JARS | stop DIR" >&2
  exit 2
}

# DynamoDB Local from the jars that Maven gathered. LocalStack starts DynamoDBLocal.jar, whose manifest names them,
# with the Java that it believes to have installed.
lay_out_dynamodb() {
  local jars=$1 dynamodb=$DIR/$LIBRARY/dynamodb-local/2 java=$DIR/$LIBRARY/java/21/bin/java
  rm -rf "${DIR:?}/root"
  mkdir -p "$dynamodb" "$(dirname "$java")"
  "$DIR/venv/bin/python" - "$dynamodb/DynamoDBLocal.jar" "$jars" <<'PYTHON'
import pathlib, sys, zipfile

target, jars = sys.argv[1], sorted(pathlib.Path(sys.argv[2]).glob("*.jar"))
line = "Class-Path: " + " ".join(jar.as_uri() for jar in jars)
# A line of a manifest has at most 72 bytes; the next one goes on after a space.
lines = [line[:70]] + [" " + line[at : at + 69] for at in range(70, len(line), 69)]
head = ["Manifest-Version: 1.0", "Main-Class: software.amazon.dynamodb.services.local.main.ServerRunner"]
with zipfile.ZipFile(target, "w") as jar:
    jar.writestr("META-INF/MANIFEST.MF", "\r\n".join(head + lines) + "\r\n\r\n")
PYTHON
  # Without LocalStack's agent (a download) that lifts DynamoDB Local's limit on indexes: we have none.
  cat >"$java" <<JAVA
#!/usr/bin/env bash
arguments=()
for argument in "\$@"; do
  case \$argument in -javaagent:*) ;; *) arguments+=("\$argument") ;; esac
done
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED "\${arguments[@]}"
JAVA
  chmod +x "$java"
}

start() {
  local port url deadline
  port=$(free_port)
  url=http://127.0.0.1:$port
  launch "$port"
  deadline=$((SECONDS + HEALTHY_WITHIN_SECONDS))
  until healthy "$url"; do
    kill -0 "$(cat "$PID_FILE" 2>/dev/null)" 2>/dev/null || fail "LocalStack ended while it started"
    [ "$SECONDS" -lt "$deadline" ] || fail "LocalStack was not healthy after $HEALTHY_WITHIN_SECONDS s"
    sleep 0.25
  done
  echo "$url"
}

launch() {
  local port=$1
  local settings=(
    # Where /.dockerenv exists, LocalStack would take the machine for its image and write to /var/lib.
    OVERRIDE_IN_DOCKER=0 FILESYSTEM_ROOT="$DIR/root"
    GATEWAY_LISTEN="127.0.0.1:$port" LOCALSTACK_HOST="localhost:$port" SQS_ENDPOINT_STRATEGY=path
    # Nothing is to be fetched or reported.
    DISABLE_EVENTS=1 SKIP_SSL_CERT_DOWNLOAD=1 DNS_ADDRESS=0 DDB_LOCAL_TELEMETRY=0
    # DynamoDB Local's own streams: the other ones need a download.
    PROVIDER_OVERRIDE_DYNAMODB=v2 PROVIDER_OVERRIDE_DYNAMODBSTREAMS=v2 DYNAMODB_IN_MEMORY=1 DYNAMODB_HEAP_SIZE=256m
  )
  (cd "$DIR" && exec env "${settings[@]}" venv/bin/python -m localstack.runtime.main >"$LOG" 2>&1 </dev/null) &
  echo $! >"$PID_FILE"
}

healthy() {
  "$DIR/venv/bin/python" - "$1/_localstack/health" <<'PYTHON' 2>/dev/null
import sys, urllib.request

urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=5).read()
PYTHON
}

free_port() {
  "$DIR/venv/bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# DynamoDB Local, its child, ends with it.
stop() {
  [ -f "$PID_FILE" ] || return 0
  local pid deadline=$((SECONDS + STOPPED_WITHIN_SECONDS))
  pid=$(cat "$PID_FILE")
  rm -f "$PID_FILE"
  # After a crash that number may be another program's by now.
  case $(ps -p "$pid" -o command= 2>/dev/null) in *localstack.runtime.main*) ;; *) return 0 ;; esac
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || kill -KILL "$pid" 2>/dev/null || true
    sleep 0.25
  done
}

fail() {
  echo "$1. The end of its log ($LOG):" >&2
  tail -n 30 "$LOG" >&2
  stop
  exit 1
}

main "$@"
