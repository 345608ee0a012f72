# Functions of the launcher; read by ./sluice, bin/build and bin/train. Needs $root.
# shellcheck shell=sh disable=SC2034,SC2154

state=$root/target/sluice

# Sets build and known_java from the file that the last build wrote.
read_build() {
    [ -r "$state/current" ] || return 1
    { IFS= read -r build && IFS= read -r known_java; } <"$state/current" || return 1
    [ -f "$state/$build/lib/sluice.jar" ]
}

# True when there is no build, or a source is newer than the start of the last one.
build_is_due() {
    read_build || return 0
    set -- "$root/pom.xml"
    for module in core dialects app adapters server cli; do
        set -- "$@" "$root/$module/pom.xml" "$root/$module/src/main"
    done
    # A deleted file makes its folder newer. What find cannot read is Maven's to complain about.
    [ -n "$(find "$@" -newer "$state/current" -print -quit 2>/dev/null)" ]
}

# Sets java and java_version: the JDK of the last build if it is still one, else what bin/jdk finds.
find_java() {
    java=${known_java:-}
    [ -z "${SLUICE_JAVA_HOME:-}" ] || java=$SLUICE_JAVA_HOME/bin/java
    if ! read_java_version; then
        java=$("$root/bin/jdk") || exit 69
        read_java_version || java_version=unknown
    fi
}

# Sets java_version of $java from its `release` file; starting it would cost as much as the whole command.
read_java_version() {
    [ -x "$java" ] && [ -r "${java%/bin/java}/release" ] || return 1
    java_version=
    runtime=
    while IFS='="' read -r key _ value _; do
        case $key in
        JAVA_VERSION) java_version=$value ;;
        JAVA_RUNTIME_VERSION) runtime=$value ;;
        esac
    done <"${java%/bin/java}/release"
    case $java_version in
    25 | 25.* | 25-*) ;;
    *) return 1 ;;
    esac
    java_version=${runtime:-$java_version}
}

# Sets caches for a distribution folder, which may belong to root.
find_cache_folder() {
    caches=$root/cache
    if ! { [ -d "$caches" ] || mkdir "$caches" 2>/dev/null; } || [ ! -w "$caches" ]; then
        caches=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/sluice
        mkdir -p "$caches" 2>/dev/null || :
    fi
}

# Sets flags for a kind of process. A cache is good only for the flags that it was made with, so bin/train asks here too.
jvm_flags() {
    # In the C locale Java takes the names of files for ASCII and refuses all others. Jobs get this environment too, so
    # it changes as little as it can; and a shell reads twelve files more at its start for LC_ALL than for LC_CTYPE.
    case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]*8*) ;;
    *)
        LC_CTYPE=C.UTF-8
        export LC_CTYPE
        [ -z "${LC_ALL:-}" ] || LC_ALL=C.UTF-8
        ;;
    esac
    # A damaged or foreign cache is reported on standard output by the JVM; it is ours to be silent about.
    flags="-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=off -Dfile.encoding=UTF-8"
    case $1 in
    short | docker) flags="$flags -XX:TieredStopAtLevel=1 -Xmn16m" ;;
    serve)
        flags="$flags -XX:+UseCompactObjectHeaders -Xms24m -Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25"
        flags="$flags -Xss512k -XX:ReservedCodeCacheSize=48m --enable-native-access=ALL-UNNAMED"
        # Undertow frees its buffers by a call that newer Java machines warn about.
        flags="$flags --sun-misc-unsafe-memory-access=allow"
        # glibc keeps an arena of 64 MB for each of up to 16 threads unless it is told not to.
        MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
        export MALLOC_ARENA_MAX
        ;;
    esac
}

# Takes the lock that is the folder $1, or waits for it; with `try` as $2 it gives up instead and returns 1.
# Sets waited. A folder is made by one process only, on every file system; the number in it tells a lock that a killed
# process left from one that is held.
take_lock() {
    waited=no
    while ! mkdir "$1" 2>/dev/null; do
        holder=$(cat "$1/pid" 2>/dev/null || :)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            # Renaming first: of two that see the same dead lock only one gets it out of the way.
            mv "$1" "$1.$$" 2>/dev/null && rm -rf "$1.$$"
            continue
        fi
        [ "${2:-wait}" = wait ] || return 1
        [ "$waited" = yes ] || echo "sluice: waiting for another build (process ${holder:-unknown})" >&2
        waited=yes
        sleep 1
    done
    echo $$ >"$1/pid"
}

# Runs the rest of the arguments, their output in the file $log, and tells a person that something goes on:
# a line that counts seconds on a terminal, else one plain line. describe_progress may be redefined.
with_progress() {
    title=$1
    shift
    if [ -t 2 ]; then
        "$@" >"$log" 2>&1 </dev/null &
        worker=$!
        trap 'kill "$worker" 2>/dev/null; printf "\n" >&2; exit 130' INT TERM HUP
        seconds=0
        while kill -0 "$worker" 2>/dev/null; do
            printf '\r\033[Ksluice: %s%s %ds' "$title" "$(describe_progress)" "$seconds" >&2
            sleep 1
            seconds=$((seconds + 1))
        done
        printf '\r\033[K' >&2
        code=0
        wait "$worker" || code=$?
        trap - INT TERM HUP
        return "$code"
    fi
    echo "sluice: $title" >&2
    ("$@") >"$log" 2>&1 </dev/null
}

describe_progress() { :; }
