#!/bin/sh
# Builds krait into out/: Release, ReadyToRun, framework-dependent, with the standard library beside it.
# Quiet unless something fails. One build at a time: a second caller waits, and finds the work done.
set -u
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
work=$root/.build
log=$work/build.log
lock=$work/lock

say() { echo "krait: $*" >&2; }

command -v dotnet >/dev/null 2>&1 || { say "the .NET 10 SDK is needed to build (no 'dotnet' found): https://dotnet.microsoft.com/download"; exit 1; }
case $(dotnet --list-sdks 2>/dev/null) in
    1[0-9].*|*"
1"[0-9].*) ;;
    *) say "the .NET 10 SDK is needed to build; this 'dotnet' has no SDK of that version: https://dotnet.microsoft.com/download"; exit 1 ;;
esac
if [ ! -e "$work/stdlib/package/.fetched" ]; then
    command -v npm >/dev/null 2>&1 || { say "npm is needed once, to fetch Python's standard library (no 'npm' found): https://nodejs.org"; exit 1; }
fi

mkdir -p "$work" || exit 1
waited=
rounds=0
while ! mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null)
    # Without an owner for ten seconds: it ended between making the lock and signing it.
    [ -n "$owner" ] && rounds=0 || rounds=$((rounds + 1))
    if [ "$rounds" -gt 50 ] || { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; }; then
        # Its owner is gone. The rename makes sure that of several waiting only one clears it away.
        mv "$lock" "$lock.$$" 2>/dev/null && rm -rf "$lock.$$"
        continue
    fi
    waited=yes
    sleep 0.2
done
echo $$ > "$lock/pid"
trap 'rm -rf "$lock"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

changed() {
    [ ! -e "$root/out/.built" ] || [ -n "$(find "$root/src" "$root/stdlib" "$root/Directory.Build.props" \
        "$root/Directory.Packages.props" "$root/eng/build.sh" \( -name obj -o -name bin \) -prune -o \
        -newer "$root/out/.built" -print -quit)" ]
}
if [ -n "$waited" ] && ! changed; then exit 0; fi

[ -t 2 ] && say "building (the first time takes a minute or two)"
# The stamp is older than everything that the build reads: a file saved meanwhile makes the next call build again.
: > "$work/stamp"
rm -rf "$work/publish"
# Intermediate files stay apart from those of `dotnet build`. The compiler server outlives the build: it must not hold
# this process's standard output, or a pipe behind it would stay open.
if ! dotnet publish "$root/src/Krait.Cli/Krait.Cli.csproj" -c Release --use-current-runtime --self-contained false \
    -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true --artifacts-path "$work/artifacts" -o "$work/publish" \
    -nodeReuse:false -v quiet -nologo -clp:NoSummary > "$log" 2>&1 < /dev/null
then
    say "the build failed:"
    grep -E 'error|npm ' "$log" | sort -u | head -n 30 >&2
    say "the whole output is in $log"
    exit 1
fi

rm -rf "$work/next" "$work/previous"
cp -R "$work/publish" "$work/next" || exit 1

# The library's modules are compiled here, once: nothing is left to compile when a program imports them.
if ! DOTNET_EnableWriteXorExecute=0 "$work/next/krait" -X build-library="$work/next/lib/python3.14" >> "$log" 2>&1 < /dev/null; then
    say "the standard library did not compile:"
    tail -n 5 "$log" >&2
    say "the whole output is in $log"
    exit 1
fi

sh "$root/eng/link-packages.sh" "$work/next" || exit 1
mv "$work/stamp" "$work/next/.built" || exit 1
# Running programs keep the files that they have open: the folder is replaced, never written over.
if [ -e "$root/out" ]; then mv "$root/out" "$work/previous" || exit 1; fi
mv "$work/next" "$root/out" || exit 1
rm -rf "$work/previous"
exit 0
