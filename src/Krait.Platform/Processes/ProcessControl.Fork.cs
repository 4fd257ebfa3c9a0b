namespace Krait.Platform;

public static unsafe partial class ProcessControl
{
    private const int CloseOnExec = 0x80000;
    private const byte GoOn = 1, ProveIt = 2;

    // As long as this, a fork that another thread disturbed is undone at once; then the child has to prove itself.
    private const int QuietAttempts = 5;

    /// <summary>
    /// A fork whose child is known to have a runtime that works. Either no other thread ran from before the fork until after it, so that none
    /// was in the middle of anything; or the child has shown that it allocates, stops threads and compiles before this returns. A child that does not
    /// within <paramref name="milliseconds"/>, more at each attempt (another thread held one of the runtime's locks at the fork) is killed and forked again.
    /// </summary>
    public static int ForkChecked(int milliseconds, out Errno error)
    {
        const int Attempts = 10;
        const int LongestMilliseconds = 8000;
        ForkProbe.Warm();
        for (int attempt = 1; ; attempt++)
        {
            int proofMilliseconds = Math.Min(milliseconds << Math.Max(0, attempt - QuietAttempts - 1), LongestMilliseconds);
            int process = ForkOnce(attempt, proofMilliseconds, out error);
            if (process >= 0)
            {
                return process;
            }
            if (error.Failed || attempt == Attempts)
            {
                error = error.Failed ? error : new Errno(Errno.EAGAIN);
                return -1;
            }
        }
    }

    /// <summary>One attempt: 0 in a child that may go on, -1 without an error where the child was of no use.</summary>
    private static int ForkOnce(int attempt, int proofMilliseconds, out Errno error)
    {
        const int QuietMilliseconds = 200;
        if (!TryOpenPipes(out PipeEnds answer, out PipeEnds verdict, out error))
        {
            return -1;
        }
        QuietMoment quiet = QuietMoment.Await(QuietMilliseconds * attempt);
        bool takesProof = !quiet.Found || attempt > QuietAttempts;
        int process = Fork(out error);
        if (process == 0)
        {
            Libc.close(answer.Read);
            Libc.close(verdict.Write);
            Obey(verdict.Read, answer.Write);
            return 0;
        }
        bool isUndisturbed = quiet.Lasts();
        Libc.close(answer.Write);
        Libc.close(verdict.Read);
        bool isOfUse = error.Failed;
        if (!error.Failed && (isUndisturbed || takesProof))
        {
            byte order = isUndisturbed ? GoOn : ProveIt;
            Libc.write(verdict.Write, &order, 1);
            isOfUse = isUndisturbed || ForkProbe.Await(answer.Read, proofMilliseconds);
        }
        if (!isOfUse)
        {
            Discard(process);
            process = -1;
        }
        // After the kill: a child that reads the end of the pipe would go on.
        Libc.close(answer.Read);
        Libc.close(verdict.Write);
        return process;
    }

    /// <summary>In the child: waits for what the parent says.</summary>
    private static void Obey(int verdict, int answer)
    {
        byte order = ProveIt;
        while (Libc.read(verdict, &order, 1) < 0 && Errno.Last().Interrupted)
        {
        }
        Libc.close(verdict);
        if (order == ProveIt)
        {
            ForkProbe.Run();
            byte alive = 1;
            Libc.write(answer, &alive, 1);
        }
        Libc.close(answer);
    }

    private static void Discard(int process)
    {
        Libc.kill(process, 9);
        while (Libc.wait4(process, null, 0, null) == -1 && Errno.Last().Interrupted)
        {
        }
    }

    private readonly record struct PipeEnds(int Read, int Write);

    private static bool TryOpenPipes(out PipeEnds answer, out PipeEnds verdict, out Errno error)
    {
        verdict = default;
        error = Descriptors.Pipe(CloseOnExec, out int readEnd, out int writeEnd);
        answer = new PipeEnds(readEnd, writeEnd);
        if (error.Failed)
        {
            return false;
        }
        error = Descriptors.Pipe(CloseOnExec, out readEnd, out writeEnd);
        verdict = new PipeEnds(readEnd, writeEnd);
        if (error.Failed)
        {
            Libc.close(answer.Read);
            Libc.close(answer.Write);
        }
        return !error.Failed;
    }
}
