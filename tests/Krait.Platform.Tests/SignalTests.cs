using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Krait.Platform.Tests;

public unsafe class SignalTests
{
    /// <summary>Milliseconds: only a test that fails waits so long.</summary>
    private const int Limit = 60_000;

    private const int Hangup = 1, User1 = 10, Segment = 11, User2 = 12, Alarm = 14;

    public SignalTests()
    {
        Assert.Equal(Errno.None, SignalHandlers.Initialize());
        SignalHandlers.TakePending();
    }

    private static void SendTo(int process, int signal) => Assert.Equal(Errno.None, ProcessControl.Kill(process, signal));

    private static bool Await(int signal)
    {
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < Limit; Thread.Sleep(1))
        {
            if (SignalHandlers.IsPending && SignalHandlers.TakePending().Contains(signal))
            {
                return true;
            }
        }
        return false;
    }

    [Fact]
    public void SignalToTheProcessBecomesPending()
    {
        SignalHandlers.Set(User1, SignalDisposition.Handle);
        Assert.Equal(SignalDisposition.Handle, SignalHandlers.Get(User1, out _));
        SendTo(ProcessIdentity.Process, User1);
        Assert.True(Await(User1));
        Assert.False(SignalHandlers.IsPending);
        SignalHandlers.Set(User1, SignalDisposition.Ignore);
        SendTo(ProcessIdentity.Process, User1);
        Assert.Equal(SignalDisposition.Ignore, SignalHandlers.Get(User1, out _));
        SignalHandlers.Set(User1, SignalDisposition.Default);
        Assert.Equal(SignalDisposition.Default, SignalHandlers.Get(User1, out _));
        Assert.Equal(Errno.EINVAL, SignalHandlers.Set(9, SignalDisposition.Handle).Value);
    }

    [Fact]
    public void SettlingLosesNothingAndLeavesTheMaskAlone()
    {
        SignalHandlers.Set(User1, SignalDisposition.Handle);
        ulong mask = SignalMask.Current.Bits;
        for (int i = 0; i < 100; i++)
        {
            SendTo(ProcessIdentity.Process, User1);
            SignalHandlers.Settle();
            Assert.True(Await(User1), $"round {i}");
        }
        Assert.Equal(mask, SignalMask.Current.Bits);
        SignalHandlers.Set(User1, SignalDisposition.Default);
    }

    [Fact]
    public void SystemCallOfTheMainThreadIsInterrupted()
    {
        SignalHandlers.Set(Alarm, SignalDisposition.Handle);
        for (int i = 0; i < 20; i++)
        {
            var timer = new IntervalTimerValue(default, new TimeValue(0, 20_000));
            SignalCalls.SetTimer(0, timer, out _);
            Errno error = Clocks.Sleep(Clocks.Monotonic, 0, new TimeSpec(Limit / 1000, 0), out TimeSpec remaining);
            Assert.True(error.Interrupted);
            Assert.InRange(remaining.Seconds, 1, (Limit / 1000) - 1);
            Assert.True(SignalHandlers.TakePending().Contains(Alarm));
        }
        SignalHandlers.Set(Alarm, SignalDisposition.Default);
    }

    [Fact]
    public void WakeupDescriptorBreakerAndCallbackAreTold()
    {
        SignalHandlers.Set(User2, SignalDisposition.Handle);
        Descriptors.Pipe(0x80800, out int read, out int write);
        int* word = (int*)NativeMemory.AllocZeroed(4);
        using var called = new ManualResetEventSlim();
        SignalHandlers.SetArrivalCallback(called.Set);
        SignalHandlers.SetBreaker(word, 8);
        Assert.Equal(-1, SignalHandlers.SetWakeupDescriptor(write));
        SignalCalls.Raise(User2);
        Assert.True(Await(User2));
        Assert.Equal(8, Volatile.Read(ref *word));
        Assert.True(called.Wait(Limit));
        Span<byte> number = stackalloc byte[4];
        Assert.Equal(1, Descriptors.Read(read, number, out _));
        Assert.Equal(User2, number[0]);
        Descriptors.Close(read);
        SignalCalls.Raise(User2);
        Assert.True(Await(User2));
        Assert.Equal(Errno.EPIPE, SignalHandlers.TakeWakeupError().Value);
        SignalHandlers.SetWakeupDescriptor(-1);
        SignalHandlers.SetBreaker(null, 0);
        NativeMemory.Free(word);
        Descriptors.Close(write);
        SignalHandlers.Set(User2, SignalDisposition.Default);
    }

    [Fact]
    public void NullReferencesStayExceptionsUnderAHandler()
    {
        Assert.Equal(Errno.None, SignalHandlers.Set(Segment, SignalDisposition.Handle));
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<NullReferenceException>(() => Dereference(null!));
        }
        Assert.False(SignalHandlers.IsPending);
        SendTo(ProcessIdentity.Process, Segment);
        Assert.True(Await(Segment));
        SignalHandlers.Set(Segment, SignalDisposition.Default);
        Assert.Throws<NullReferenceException>(() => Dereference(null!));
        Assert.Equal(SignalDisposition.Default, SignalHandlers.Get(Segment, out _));

        static int Dereference(string text) => text.Length;
    }

    [Fact]
    public void BlockedSignalWaitsAndIsWaitedFor()
    {
        SignalHandlers.SetMainThread();
        SignalSet set = default;
        set.Add(User1);
        Assert.Equal(Errno.None, SignalMask.Change(SignalMask.Block, set, out SignalSet old));
        Assert.True(SignalMask.Current.Contains(User1));
        Assert.Equal(SignalDisposition.Default, SignalHandlers.Get(User1, out _));
        // To this thread alone: the host's other threads do not block the signal, and its default action would end the process.
        Assert.Equal(Errno.None, SignalCalls.Raise(User1));
        SignalInformation info = SignalCalls.WaitInformation(set, new TimeSpec(Limit / 1000, 0), out Errno error);
        Assert.Equal(Errno.None, error);
        Assert.Equal((User1, ProcessIdentity.Process), (info.Signal, info.Process));
        SignalCalls.WaitInformation(set, new TimeSpec(0, 1000), out error);
        Assert.Equal(Errno.EAGAIN, error.Value);
        SignalMask.Set(old);
        Assert.False(SignalMask.Current.Contains(User1));
    }

    [Fact]
    public void SignalStormLosesNothingAndBreaksNothing()
    {
        SignalHandlers.Set(User1, SignalDisposition.Handle);
        int process = ProcessIdentity.Process, seen = 0;
        bool done = false;
        var sender = new Thread(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                ProcessControl.Kill(process, User1);
            }
            Volatile.Write(ref done, true);
        });
        sender.Start();
        while (!Volatile.Read(ref done))
        {
            GC.KeepAlive(new byte[1000]);
            seen += SignalHandlers.TakePending().Contains(User1) ? 1 : 0;
        }
        sender.Join();
        // With one processor, this thread may not have run in between.
        seen += SignalHandlers.TakePending().Contains(User1) ? 1 : 0;
        Assert.True(seen > 0);
        SignalHandlers.Set(User1, SignalDisposition.Ignore);
        SignalHandlers.TakePending();
        SignalHandlers.Set(User1, SignalDisposition.Default);
    }

    [Fact]
    public void SignalsHaveDescriptions()
    {
        Assert.Equal("Interrupt"u8.ToArray(), SignalCalls.Describe(2));
        Assert.Null(SignalCalls.Describe(70));
    }
}
