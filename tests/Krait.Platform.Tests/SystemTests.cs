namespace Krait.Platform.Tests;

public class SystemTests
{
    [Fact]
    public void ClocksAdvance()
    {
        TimeSpec before = Clocks.GetTime(Clocks.Monotonic, out _);
        Assert.False(Clocks.Sleep(Clocks.Monotonic, 0, TimeSpec.FromNanoseconds(2_000_000), out _).Failed);
        TimeSpec after = Clocks.GetTime(Clocks.Monotonic, out _);
        Assert.True(after.TotalNanoseconds - before.TotalNanoseconds >= 2_000_000);
        Clocks.GetTime(12345, out Errno error);
        Assert.Equal(Errno.EINVAL, error.Value);
        Clocks.GetTime(Clocks.GetThreadClock(NativeThread.Self, out _), out error);
        Assert.False(error.Failed);
        Assert.Equal(new TimeSpec(-1, 999_999_999), TimeSpec.FromNanoseconds(-1));
    }

    [Fact]
    public void CalendarFollowsTheEnvironmentsZone()
    {
        byte[]? former = ProcessEnvironment.Get("TZ"u8);
        ProcessEnvironment.Set("TZ"u8, "EST5EDT,M3.2.0,M11.1.0"u8);
        TimeZones.Reset();
        CalendarTime local = TimeZones.ToLocal(1_700_000_000, out _);
        Assert.Equal((123, 10, 14, 17, 13, 20), (local.Year, local.Month, local.Day, local.Hour, local.Minute, local.Second));
        Assert.Equal(-18000, local.UtcOffset);
        Assert.Equal("EST"u8.ToArray(), local.Zone);
        Assert.Equal("2023 EST 318"u8.ToArray(), TimeZones.Format("%Y %Z %j"u8, local));
        Assert.Equal(1_700_000_000, TimeZones.FromLocal(ref local, out _));
        var beforeEpoch = new CalendarTime { Year = 69, Month = 11, Day = 31, Hour = 18, Minute = 59, Second = 59 };
        Assert.Equal(-1, TimeZones.FromLocal(ref beforeEpoch, out Errno error));
        Assert.False(error.Failed);
        Assert.Equal(22, TimeZones.ToUtc(1_700_000_000, out _).Hour);
        TimeZones.ToUtc(long.MaxValue, out error);
        Assert.Equal(Errno.EOVERFLOW, error.Value);
        Assert.Empty(TimeZones.Format("%%"u8[..0], local));
        if (former is null)
        {
            ProcessEnvironment.Unset("TZ"u8);
        }
        TimeZones.Reset();
    }

    [Fact]
    public void PseudoTerminalsHaveSettingsAndSize()
    {
        Assert.False(Terminal.OpenPair(out int master, out int slave).Failed);
        Assert.True(Terminal.IsTerminal(slave));
        Assert.False(Terminal.SetSize(slave, new TerminalSize(25, 80, 0, 0)).Failed);
        Assert.Equal(new TerminalSize(25, 80, 0, 0), Terminal.GetSize(master, out _));
        Assert.False(Terminal.GetSettings(slave, out TerminalSettings settings).Failed);
        Assert.Equal(3, settings.ControlCharacters[0]);
        settings.LocalFlags &= ~8u;
        Assert.False(Terminal.SetSettings(slave, 0, settings).Failed);
        Terminal.GetSettings(slave, out TerminalSettings changed);
        Assert.Equal(0u, changed.LocalFlags & 8);
        Assert.StartsWith("/dev/pts/", Encoding.UTF8.GetString(Terminal.GetName(slave, out _)));
        Descriptors.Close(slave);
        Descriptors.Close(master);
        Assert.Equal(Errno.ENOTTY, OnPipe().Value);

        static Errno OnPipe()
        {
            Descriptors.Pipe(0x80000, out int read, out int write);
            Errno error = Terminal.GetSettings(read, out _);
            Descriptors.Close(read);
            Descriptors.Close(write);
            return error;
        }
    }

    [Fact]
    public void UsersAndGroupsAreFound()
    {
        UserEntry root = UserDatabase.Find(0u, out _)!;
        Assert.Equal("root"u8.ToArray(), root.Name);
        Assert.Equal(0u, UserDatabase.Find("root"u8, out _)!.User);
        Assert.Null(UserDatabase.Find("no such user"u8, out Errno error));
        Assert.False(error.Failed);
        Assert.Contains(UserDatabase.GetAll(), user => user.User == 0);
        Assert.Equal("root"u8.ToArray(), GroupDatabase.Find(0u, out _)!.Name);
        Assert.Contains(GroupDatabase.GetAll(), group => group.Group == 0);
    }

    [Fact]
    public void LocaleOfC()
    {
        Assert.Equal("C"u8.ToArray(), LocaleCalls.Set(6, "C"u8.ToArray()));
        Assert.Null(LocaleCalls.Set(6, "no_SUCH"u8.ToArray()));
        LocaleConventions conventions = LocaleCalls.GetConventions();
        Assert.Equal("."u8.ToArray(), conventions.DecimalPoint);
        Assert.Equal(HostPlatform.IsArm64 ? 255 : 127, conventions.NegativeSignPosition);
        Assert.True(LocaleCalls.Compare("a", "b") < 0);
        Assert.Equal([97, 98], LocaleCalls.Transform("ab"));
        Assert.Equal("ANSI_X3.4-1968"u8.ToArray(), LocaleCalls.GetInformation(14));
    }

    [Fact]
    public void SemaphoreTimesOut()
    {
        using var semaphore = new NativeSemaphore(1);
        Assert.False(semaphore.Wait().Failed);
        Assert.Equal(Errno.EAGAIN, semaphore.TryWait().Value);
        TimeSpec deadline = TimeSpec.FromNanoseconds(Clocks.GetTime(Clocks.Monotonic, out _).TotalNanoseconds + 5_000_000);
        Assert.Equal(Errno.ETIMEDOUT, semaphore.Wait(deadline).Value);
        semaphore.Post();
        Assert.False(semaphore.Wait(deadline).Failed);
    }
}
