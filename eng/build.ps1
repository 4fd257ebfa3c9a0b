# Builds krait into out/ on Windows; eng/build.sh says what and why. -IfChanged: only when a source is newer than the build.
param([switch]$IfChanged)
$root = Split-Path $PSScriptRoot
$work = Join-Path $root '.build'
$stamp = Join-Path $root 'out/.built'

function Stop-Build($text) { [Console]::Error.WriteLine("krait: $text"); exit 1 }

function Test-Changed {
    if (-not (Test-Path $stamp)) { return $true }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $inputs = 'src', 'stdlib', 'Directory.Build.props', 'Directory.Packages.props' | ForEach-Object { Join-Path $root $_ }
    $newer = Get-ChildItem $inputs -Recurse -File |
        Where-Object { $_.LastWriteTimeUtc -gt $built -and $_.FullName -notmatch '[\\/](obj|bin)[\\/]' } | Select-Object -First 1
    return $null -ne $newer
}

if ($IfChanged -and -not (Test-Changed)) { exit 0 }
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or -not (dotnet --list-sdks | Select-String '^1[0-9]\.')) {
    Stop-Build 'the .NET 10 SDK is needed to build: https://dotnet.microsoft.com/download'
}
if (-not (Test-Path "$work/stdlib/package/.fetched") -and -not (Get-Command npm -ErrorAction SilentlyContinue)) {
    Stop-Build "npm is needed once, to fetch Python's standard library: https://nodejs.org"
}

New-Item -ItemType Directory -Force $work | Out-Null
$mutex = New-Object System.Threading.Mutex($false, 'krait-build-' + ($root -replace '[\\/:]', '-'))
try { [void]$mutex.WaitOne() } catch [System.Threading.AbandonedMutexException] { }
try {
    if (-not (Test-Changed)) { exit 0 }
    [Console]::Error.WriteLine('krait: building (the first time takes a minute or two)')
    Set-Content "$work/stamp" ''
    $log = "$work/build.log"
    dotnet publish "$root/src/Krait.Cli/Krait.Cli.csproj" -c Release --use-current-runtime --self-contained false `
        -p:PublishReadyToRun=true --artifacts-path "$work/artifacts" -o "$work/publish" `
        -nodeReuse:false -v quiet -nologo -clp:NoSummary > $log 2>&1
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine('krait: the build failed:')
        Select-String 'error' $log | Select-Object -ExpandProperty Line -Unique -First 30 | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 1
    }
    # Files that a running program has open cannot be replaced, but they can be renamed with their folder.
    Remove-Item -Recurse -Force "$work/previous" -ErrorAction SilentlyContinue
    if (Test-Path "$root/out") { Move-Item "$root/out" "$work/previous" -ErrorAction Stop }
    Copy-Item -Recurse "$work/publish" "$root/out"
    Move-Item "$work/stamp" $stamp
}
finally { $mutex.ReleaseMutex() }
