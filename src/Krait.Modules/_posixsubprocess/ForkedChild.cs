using System.Text;
using Krait.Platform;
using Krait.Runtime;

namespace Krait.Modules.Os;

/// <summary>What a child that was really forked, because it has Python code to run, does until it executes its program.</summary>
internal sealed class ForkedChild(ForkExecRequest request, int errorPipe, int[] parentEnds, PyObject preexec)
{
    private const int SigPipe = 13, SigXfsz = 25;
    private string _stage = "noexec";

    /// <summary>Executes the program, or reports why not; does not return.</summary>
    public void Run(ThreadState thread)
    {
        var error = Prepare();
        if (!error.Failed)
        {
            _stage = "";
            if (CallPreexec(thread))
                error = Execute();
        }
        if (error.Failed)
            Report(errorPipe, error, _stage);
        ProcessControl.Exit(255);
    }

    /// <summary>Writes an error as <c>subprocess</c> reads it.</summary>
    public static void Report(int errorPipe, Errno error, string stage) => Write(errorPipe, $"OSError:{error.Value:X}:{stage}");

    private static void Write(int errorPipe, string message) => Descriptors.Write(errorPipe, Encoding.ASCII.GetBytes(message), out _);

    private bool CallPreexec(ThreadState thread)
    {
        try
        {
            Op.Call(thread, preexec);
            return true;
        }
        catch (PythonException)
        {
            Write(errorPipe, "SubprocessError:0:Exception occurred in preexec_fn.");
            return false;
        }
    }

    private Errno Prepare()
    {
        foreach (var fd in request.Keep)
        {
            if (Descriptors.SetInheritable(fd, true) is { Failed: true } error)
                return error;
        }
        foreach (var fd in parentEnds)
        {
            if (fd != -1)
                Descriptors.Close(fd);
        }
        if (Redirect() is { Failed: true } redirectError)
            return redirectError;
        if (request.WorkingDirectory is { } directory && FileSystem.ChangeDirectory(directory) is { Failed: true } directoryError)
        {
            _stage = "noexec:chdir";
            return directoryError;
        }
        if (request.CreationMask >= 0)
            FileSystem.SetCreationMask((uint)request.CreationMask);
        if (request.RestoreSignals)
        {
            SignalHandlers.RestoreSystemDefault(SigPipe);
            SignalHandlers.RestoreSystemDefault(SigXfsz);
        }
        return ChangeIdentity();
    }

    private Errno Redirect()
    {
        var (input, output, error) = request.Standard;
        Errno failure = default;
        // What stands at a number that another one will be copied to moves out of the way.
        if (output == 0)
            output = Descriptors.Duplicate(output, out failure);
        while (!failure.Failed && error is 0 or 1)
            error = Descriptors.Duplicate(error, out failure);
        foreach (var (from, to) in ((int, int)[])[(input, 0), (output, 1), (error, 2)])
        {
            if (failure.Failed || from == -1)
                continue;
            if (from == to)
                failure = Descriptors.SetInheritable(from, true);
            else
                Descriptors.Duplicate2(from, to, out failure);
        }
        return failure;
    }

    private Errno ChangeIdentity()
    {
        Errno error = default;
        if (request.NewSession)
            ProcessIdentity.NewSession(out error);
        if (!error.Failed && request.ProcessGroup >= 0)
            error = ProcessIdentity.SetProcessGroup(0, request.ProcessGroup);
        if (!error.Failed && request.Groups is { } groups)
            error = ProcessIdentity.SetSupplementaryGroups(groups);
        if (!error.Failed && request.Group is { } group)
            error = ProcessIdentity.SetGroups(group, group);
        if (!error.Failed && request.User is { } user)
            error = ProcessIdentity.SetUsers(user, user);
        return error;
    }

    private Errno Execute()
    {
        if (request.CloseDescriptors)
            CloseOthers();
        var saved = default(Errno);
        foreach (var candidate in request.Candidates)
        {
            var error = ProcessControl.Execute(candidate, request.Arguments, request.Environment);
            if (error.Value is not (Errno.ENOENT or Errno.ENOTDIR) && !saved.Failed)
                saved = error;
            else if (!saved.Failed && ReferenceEquals(candidate, request.Candidates[^1]))
                saved = error;
        }
        return saved;
    }

    private void CloseOthers()
    {
        var keep = new SortedSet<int>(request.Keep) { errorPipe };
        var low = 3;
        foreach (var fd in keep)
        {
            if (fd < low)
                continue;
            Descriptors.CloseRange(low, fd);
            low = fd + 1;
        }
        Descriptors.CloseRange(low, int.MaxValue);
    }
}
