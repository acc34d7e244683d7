@echo off
rem Starts the millrace command; builds it first where it is missing or older than its sources.
rem   MILLRACE_OPTS   options for the JVM, such as -Xmx2g; they come last, so they win
rem   MILLRACE_BUILD  options for Maven, such as -Dlibtorch; what was built with others is built again. Without
rem                   it what is there stays, and a newer source is built with the options of the last build here
rem   JAVA_HOME       the Java to use; otherwise the java on the PATH
setlocal EnableExtensions DisableDelayedExpansion

set "HOME_DIR=%~dp0"
set "LIB=%HOME_DIR%app\target\millrace\lib"
set "BUILT=%HOME_DIR%app\target\millrace\built"

set "JAVA_EXE=java.exe"
if not defined JAVA_HOME goto :java_on_path
set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA_EXE%" goto :java_found
>&2 echo millrace: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it. Point it at a JDK 17 or newer.
exit /b 2
:java_on_path
where java.exe >nul 2>&1
if not errorlevel 1 goto :java_found
>&2 echo millrace: There is no java on the PATH. Install a JDK 17 or newer, or set JAVA_HOME to one.
exit /b 2

:java_found
set "JAVA_VERSION=0"
for /f "tokens=2 delims==" %%v in ('^""%JAVA_EXE%" -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.specification.version ="^"') do set "JAVA_VERSION=%%v"
set "JAVA_VERSION=%JAVA_VERSION: =%"
rem Java 8 calls itself 1.8, which counts as 1 here.
for /f "tokens=1 delims=." %%v in ("%JAVA_VERSION%") do set "JAVA_VERSION=%%v"
if %JAVA_VERSION% GEQ 17 goto :java_fits
>&2 echo millrace: %JAVA_EXE% is version %JAVA_VERSION%, but Java 17 or newer is needed. Install one, or set JAVA_HOME to it.
exit /b 2

:java_fits
rem What Maven built by hand has no stamp: nothing says with which options.
set "BUILT_WITH="
if exist "%BUILT%" set /p "BUILT_WITH=" <"%BUILT%"
set "OPTIONS=%BUILT_WITH%"
if defined MILLRACE_BUILD set "OPTIONS=%MILLRACE_BUILD%"
if not exist "%LIB%\" goto :build
if not exist "%HOME_DIR%pom.xml" goto :run
if not "%OPTIONS%"=="%BUILT_WITH%" goto :build
rem 3 says that a source is newer than everything that was built.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$newest = (Get-ChildItem -Path $env:LIB, $env:BUILT -File -ErrorAction SilentlyContinue | Sort-Object LastWriteTime | Select-Object -Last 1).LastWriteTime;" ^
  "$source = Get-ChildItem -Path $env:HOME_DIR -Directory | ForEach-Object { Join-Path $_.FullName 'src\main'; Join-Path $_.FullName 'pom.xml' } | Where-Object { Test-Path $_ } | ForEach-Object { Get-ChildItem -Path $_ -Recurse -File };" ^
  "if (@(@($source) + (Get-Item (Join-Path $env:HOME_DIR 'pom.xml')) | Where-Object { $_.LastWriteTime -gt $newest }).Count -gt 0) { exit 3 }"
if not %ERRORLEVEL%==3 goto :run

:build
set "WITH="
if defined OPTIONS set "WITH= with %OPTIONS%"
>&2 echo millrace: building%WITH%: up to a minute, or some minutes the first time, while libraries are fetched ...
pushd "%HOME_DIR%"
rem The wrapper always: it is new enough, and nothing has to be found out about an installed Maven.
call mvnw.cmd -B -ntp -q -Dquick -DskipTests %OPTIONS% -pl app -am package 1>&2
if errorlevel 1 (
  popd
  >&2 echo millrace: the build failed; Maven says why above.
  exit /b 1
)
popd
>"%BUILT%" echo(%OPTIONS%

:run
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=1"
set "FLAGS=-Xshare:auto"
if %JAVA_VERSION% GEQ 24 set "FLAGS=%FLAGS% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
rem A learner computes several times as fast with the Vector API, to the same bits.
if "%~1"=="local" set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
if "%~1"=="learner" set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
if "%~1"=="evaluate" set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
if "%~1"=="sweep" set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
if "%~1"=="replay" set "FLAGS=%FLAGS% --add-modules jdk.incubator.vector"
rem An actor holds a network and a few batches.
if "%~1"=="actor" set "FLAGS=%FLAGS% -Xmx64m -XX:+UseSerialGC -XX:ReservedCodeCacheSize=32m"
"%JAVA_EXE%" %FLAGS% %MILLRACE_OPTS% -cp "%LIB%\*" io.millrace.app.MillraceMain %*
exit /b %ERRORLEVEL%
