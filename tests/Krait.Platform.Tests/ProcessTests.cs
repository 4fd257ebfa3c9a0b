namespace Krait.Platform.Tests;

public class ProcessTests
{
    private static byte[] B(string text) => Encoding.UTF8.GetBytes(text);

    private static ForkExecRequest Shell(string script, int output) => new()
    {
        Candidates = [B("/nonexistent/sh"), B("/bin/sh")],
        Arguments = [B("sh"), B("-c"), B(script)],
        Standard = (-1, output, -1),
    };

    private static (string Output, int Status) Run(Func<int, ForkExecRequest> make)
    {
        Descriptors.Pipe(0x80000, out int read, out int write);
        int process = Spawner.ForkExec(make(write), out Errno error, out _);
        Assert.Equal(Errno.None, error);
        Descriptors.Close(write);
        var text = new List<byte>();
        byte[] buffer = new byte[4096];
        for (nint count; (count = Descriptors.Read(read, buffer, out _)) > 0;)
        {
            text.AddRange(buffer[..(int)count]);
        }
        Descriptors.Close(read);
        Assert.Equal(process, ProcessControl.Wait(process, 0, out int status, out _));
        return (Encoding.UTF8.GetString([.. text]).Trim(), status);
    }

    [Fact]
    public void ProgramRunsWithItsDescriptorsAndStatus()
    {
        (string output, int status) = Run(fd => Shell("echo out; exit 3", fd));
        Assert.Equal("out", output);
        Assert.Equal(3 << 8, status);
    }

    [Fact]
    public void OtherDescriptorsAreClosedButForThoseToKeep()
    {
        Descriptors.Pipe(0, out int read, out int write);
        int high = Descriptors.Duplicate2(read, 700, out _);
        (string output, _) = Run(fd => new ForkExecRequest
        {
            Candidates = [B("/bin/sh")],
            Arguments = [B("sh"), B("-c"), B("ls /proc/self/fd | sort -n | tr '\\n' ' '")],
            Standard = (-1, fd, -1),
            Keep = [write, high],
        });
        Assert.Contains($" {write} ", output);
        Assert.Contains(" 700", output);
        Assert.DoesNotContain($" {read} ", output);
        Descriptors.Close(read);
        Descriptors.Close(write);
        Descriptors.Close(high);
    }

    [Fact]
    public void MaskDirectorySessionAndEnvironmentApply()
    {
        (string output, _) = Run(fd => new ForkExecRequest
        {
            Candidates = [B("/bin/sh")],
            Arguments = [B("sh"), B("-c"), B("umask; pwd; echo $X; ps -o sid= -p $$ | tr -d ' '; echo $$")],
            Environment = [B("X=7"), B("PATH=/bin:/usr/bin")],
            Standard = (-1, fd, -1),
            WorkingDirectory = B("/usr"),
            CreationMask = 0x3F,
            NewSession = true,
        });
        string[] lines = output.Split('\n');
        Assert.Equal("0077", lines[0]);
        Assert.Equal("/usr", lines[1]);
        Assert.Equal("7", lines[2]);
        Assert.NotEqual(0x3Fu, FileSystem.SetCreationMask(0x12));
    }

    [Fact]
    public void UserAndGroupsApplyToTheChildAlone()
    {
        if (ProcessIdentity.EffectiveUser != 0)
        {
            return;
        }
        (string output, _) = Run(fd => new ForkExecRequest
        {
            Candidates = [B("/usr/bin/id")],
            Arguments = [B("id")],
            Standard = (-1, fd, -1),
            User = 65534,
            Group = 65533,
            Groups = [65532],
        });
        Assert.Contains("uid=65534", output);
        Assert.Contains("gid=65533", output);
        Assert.Contains("65532", output);
        Assert.Equal(0u, ProcessIdentity.EffectiveUser);
    }

    [Fact]
    public void FailuresNameTheirStage()
    {
        var missing = new ForkExecRequest { Candidates = [B("/nonexistent")], Arguments = [B("x")] };
        Assert.Equal(-1, Spawner.ForkExec(missing, out Errno error, out SpawnStage stage));
        Assert.Equal((Errno.ENOENT, SpawnStage.Execute), (error.Value, stage));
        var directory = new ForkExecRequest { Candidates = [B("/bin/true")], Arguments = [B("x")], WorkingDirectory = B("/nonexistent") };
        Assert.Equal(-1, Spawner.ForkExec(directory, out error, out stage));
        Assert.Equal((Errno.ENOENT, SpawnStage.ChangeDirectory), (error.Value, stage));
        var denied = new ForkExecRequest { Candidates = [B("/etc/passwd"), B("/nonexistent")], Arguments = [B("x")] };
        Spawner.ForkExec(denied, out error, out _);
        Assert.Equal(Errno.EACCES, error.Value);
    }

    [Fact]
    public void SpawnTakesActionsAndFindsInPath()
    {
        using var directory = new TemporaryDirectory();
        int process = Spawner.Spawn(
            new SpawnRequest
            {
                Path = B("echo"),
                Arguments = [B("echo"), B("spawned")],
                SearchPath = true,
                Actions = [new SpawnAction(SpawnActionKind.Open, 1, Path: directory["out"], Flags: 0x41, Mode: 0x180)],
            },
            out Errno error);
        Assert.Equal(Errno.None, error);
        ProcessControl.Wait(process, 0, out int status, out ResourceUsage usage, out _);
        Assert.Equal(0, status);
        Assert.True(usage.MaximumResidentSize > 0);
        Assert.Equal("spawned\n", File.ReadAllText(Encoding.UTF8.GetString(directory["out"])));
    }

    [Fact]
    public void EnvironmentIsTheProcessesOwn()
    {
        Assert.False(ProcessEnvironment.Set("KRAIT_TEST"u8, "1=2"u8).Failed);
        Assert.Equal("1=2"u8.ToArray(), ProcessEnvironment.Get("KRAIT_TEST"u8));
        Assert.Contains(ProcessEnvironment.GetAll(), entry => entry.AsSpan().SequenceEqual("KRAIT_TEST=1=2"u8));
        (string output, _) = Run(fd => Shell("echo $KRAIT_TEST", fd));
        Assert.Equal("1=2", output);
        ProcessEnvironment.Unset("KRAIT_TEST"u8);
        Assert.Null(ProcessEnvironment.Get("KRAIT_TEST"u8));
        Assert.Equal(Errno.EINVAL, ProcessEnvironment.Set("a=b"u8, ""u8).Value);
    }

    [Fact]
    public void SchedulingAndLimits()
    {
        int[] processors = Scheduling.GetAffinity(0, out _);
        Assert.NotEmpty(processors);
        Assert.False(Scheduling.SetAffinity(0, processors).Failed);
        Assert.False(Resources.GetLimit(7, out ResourceLimit limit).Failed);
        Assert.True(limit.Soft <= limit.Hard);
        Assert.Equal(Errno.EINVAL, Resources.GetLimit(999, out _).Value);
        Assert.Equal("Linux"u8.ToArray(), HostInformation.GetName(out _)!.System);
        Scheduling.GetPriority(0, 0, out Errno error);
        Assert.False(error.Failed);
    }
}
