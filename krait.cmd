@echo off
rem krait: Python 3.14 for .NET. Builds on first use and after a change of the sources, then runs.
setlocal
set "ROOT=%~dp0"
set "KRAIT_EXECUTABLE=%~f0"
if defined KRAIT_NO_BUILD goto run
if not exist "%ROOT%src" goto run
powershell -NoProfile -ExecutionPolicy Bypass -File "%ROOT%eng\build.ps1" -IfChanged || exit /b 1
:run
set DOTNET_EnableWriteXorExecute=0
if not defined DOTNET_GCgen0size set DOTNET_GCgen0size=400000
if not defined DOTNET_GCGen1MaxBudget set DOTNET_GCGen1MaxBudget=1000000
"%ROOT%out\krait.exe" %*
exit /b %ERRORLEVEL%
