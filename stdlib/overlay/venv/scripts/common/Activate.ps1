# For PowerShell: ". bin/Activate.ps1".

function global:deactivate([switch] $NonDestructive) {
    if (Test-Path variable:global:_OLD_VIRTUAL_PATH) {
        $env:PATH = $global:_OLD_VIRTUAL_PATH
        Remove-Variable _OLD_VIRTUAL_PATH -Scope Global
    }
    if (Test-Path function:global:_old_virtual_prompt) {
        Copy-Item function:_old_virtual_prompt function:prompt
        Remove-Item function:_old_virtual_prompt
    }
    foreach ($name in "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT") {
        if (Test-Path "env:$name") { Remove-Item "env:$name" }
    }
    if (-not $NonDestructive) { Remove-Item function:deactivate }
}

deactivate -NonDestructive

$env:VIRTUAL_ENV = __VENV_DIR__
$env:VIRTUAL_ENV_PROMPT = __VENV_PROMPT__

$global:_OLD_VIRTUAL_PATH = $env:PATH
$env:PATH = (Join-Path $env:VIRTUAL_ENV __VENV_BIN_NAME__) + [IO.Path]::PathSeparator + $env:PATH

if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
    Copy-Item function:prompt function:global:_old_virtual_prompt
    function global:prompt {
        Write-Host -NoNewline "($env:VIRTUAL_ENV_PROMPT) "
        _old_virtual_prompt
    }
}
