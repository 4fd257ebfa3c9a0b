namespace Krait.Platform;

/// <summary>What uname(2) tells.</summary>
public sealed record SystemName(byte[] System, byte[] Node, byte[] Release, byte[] Version, byte[] Machine);

/// <summary>Facts about the machine.</summary>
public static unsafe class HostInformation
{
    private const int UnameField = 65;
    private const int ScNprocessorsOnline = 84;

    /// <summary>uname(2).</summary>
    public static SystemName? GetName(out Errno error)
    {
        byte* buffer = stackalloc byte[UnameField * 6];
        error = Errno.Check(Libc.uname(buffer));
        return error.Failed
            ? null
            : new SystemName(
                NativeText.Copy(buffer), NativeText.Copy(buffer + UnameField), NativeText.Copy(buffer + 2 * UnameField),
                NativeText.Copy(buffer + 3 * UnameField), NativeText.Copy(buffer + 4 * UnameField));
    }

    /// <summary>getloadavg(3) over 1, 5 and 15 minutes; false where the system does not say.</summary>
    public static bool GetLoadAverages(out double one, out double five, out double fifteen)
    {
        double* loads = stackalloc double[3];
        bool known = Libc.getloadavg(loads, 3) == 3;
        (one, five, fifteen) = known ? (loads[0], loads[1], loads[2]) : default;
        return known;
    }

    /// <summary>The number of processors online; 0 where the system does not say.</summary>
    public static int ProcessorCount => (int)Math.Max(0, Libc.sysconf(ScNprocessorsOnline));
}
