namespace Krait.Runtime.Numerics;

public static partial class ComplexMath
{
    private const double I = double.PositiveInfinity;
    private const double N = double.NaN;
    private const double P = Math.PI;
    private const double P14 = 0.25 * Math.PI;
    private const double P12 = 0.5 * Math.PI;
    private const double P34 = 0.75 * Math.PI;

    /// <summary>Marks what is computed, not looked up.</summary>
    private const double U = -9.5e33;

    /// <summary>Marks a domain error.</summary>
    private const double E = -9.6e33;

    private static readonly double[] s_acosSpecial =
    [
        P34, I, P, I, P, I, P, -I, P, -I, P34, -I, N, I,
        P12, I, U, U, U, U, U, U, U, U, P12, -I, N, N,
        P12, I, U, U, U, U, U, U, U, U, P12, -I, P12, N,
        P12, I, U, U, U, U, U, U, U, U, P12, -I, P12, N,
        P12, I, U, U, U, U, U, U, U, U, P12, -I, N, N,
        P14, I, 0.0, I, 0.0, I, 0.0, -I, 0.0, -I, P14, -I, N, I,
        N, I, N, N, N, N, N, N, N, N, N, -I, N, N,
    ];

    private static readonly double[] s_acoshSpecial =
    [
        I, -P34, I, -P, I, -P, I, P, I, P, I, P34, I, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, P12,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, P12,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P14, I, -0.0, I, -0.0, I, 0.0, I, 0.0, I, P14, I, N,
        I, N, N, N, N, N, N, N, N, N, I, N, N, N,
    ];

    private static readonly double[] s_asinhSpecial =
    [
        -I, -P14, -I, -0.0, -I, -0.0, -I, 0.0, -I, 0.0, -I, P14, -I, N,
        -I, -P12, U, U, U, U, U, U, U, U, -I, P12, N, N,
        -I, -P12, U, U, U, U, U, U, U, U, -I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P14, I, -0.0, I, -0.0, I, 0.0, I, 0.0, I, P14, I, N,
        I, N, N, N, N, -0.0, N, 0.0, N, N, I, N, N, N,
    ];

    private static readonly double[] s_atanhSpecial =
    [
        -0.0, -P12, -0.0, -P12, -0.0, -P12, -0.0, P12, -0.0, P12, -0.0, P12, -0.0, N,
        -0.0, -P12, U, U, U, U, U, U, U, U, -0.0, P12, N, N,
        -0.0, -P12, U, U, U, U, U, U, U, U, -0.0, P12, -0.0, N,
        0.0, -P12, U, U, U, U, U, U, U, U, 0.0, P12, 0.0, N,
        0.0, -P12, U, U, U, U, U, U, U, U, 0.0, P12, N, N,
        0.0, -P12, 0.0, -P12, 0.0, -P12, 0.0, P12, 0.0, P12, 0.0, P12, 0.0, N,
        0.0, -P12, N, N, N, N, N, N, N, N, 0.0, P12, N, N,
    ];

    private static readonly double[] s_coshSpecial =
    [
        E, E, U, U, I, 0.0, I, -0.0, U, U, E, E, I, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, 0.0,
        E, E, U, U, U, U, U, U, U, U, E, E, N, 0.0,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, I, -0.0, I, 0.0, U, U, E, E, I, N,
        N, N, N, N, N, 0.0, N, 0.0, N, N, N, N, N, N,
    ];

    private static readonly double[] s_expSpecial =
    [
        0.0, 0.0, U, U, 0.0, -0.0, 0.0, 0.0, U, U, 0.0, 0.0, 0.0, 0.0,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, I, -0.0, I, 0.0, U, U, E, E, I, N,
        N, N, N, N, N, -0.0, N, 0.0, N, N, N, N, N, N,
    ];

    private static readonly double[] s_logSpecial =
    [
        I, -P34, I, -P, I, -P, I, P, I, P, I, P34, I, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P12, U, U, U, U, U, U, U, U, I, P12, N, N,
        I, -P14, I, -0.0, I, -0.0, I, 0.0, I, 0.0, I, P14, I, N,
        I, N, N, N, N, N, N, N, N, N, I, N, N, N,
    ];

    private static readonly double[] s_sinhSpecial =
    [
        E, E, U, U, -I, -0.0, -I, 0.0, U, U, E, E, I, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, 0.0, N,
        E, E, U, U, U, U, U, U, U, U, E, E, 0.0, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, I, -0.0, I, 0.0, U, U, E, E, I, N,
        N, N, N, N, N, -0.0, N, 0.0, N, N, N, N, N, N,
    ];

    private static readonly double[] s_sqrtSpecial =
    [
        I, -I, 0.0, -I, 0.0, -I, 0.0, I, 0.0, I, I, I, N, I,
        I, -I, U, U, U, U, U, U, U, U, I, I, N, N,
        I, -I, U, U, U, U, U, U, U, U, I, I, N, N,
        I, -I, U, U, U, U, U, U, U, U, I, I, N, N,
        I, -I, U, U, U, U, U, U, U, U, I, I, N, N,
        I, -I, I, -0.0, I, -0.0, I, 0.0, I, 0.0, I, I, I, N,
        I, -I, N, N, N, N, N, N, N, N, I, I, N, N,
    ];

    private static readonly double[] s_tanhSpecial =
    [
        -1.0, 0.0, U, U, -1.0, -0.0, -1.0, 0.0, U, U, -1.0, 0.0, -1.0, 0.0,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, U, U, U, U, U, U, E, E, -0.0, N,
        E, E, U, U, U, U, U, U, U, U, E, E, 0.0, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        1.0, 0.0, U, U, 1.0, -0.0, 1.0, 0.0, U, U, 1.0, 0.0, 1.0, 0.0,
        N, N, N, N, N, -0.0, N, 0.0, N, N, N, N, N, N,
    ];

    private static readonly double[] s_rectSpecial =
    [
        E, E, U, U, -I, 0.0, -I, -0.0, U, U, E, E, I, N,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        0.0, 0.0, U, U, U, U, U, U, U, U, 0.0, 0.0, 0.0, 0.0,
        0.0, 0.0, U, U, U, U, U, U, U, U, 0.0, 0.0, 0.0, 0.0,
        E, E, U, U, U, U, U, U, U, U, E, E, N, N,
        E, E, U, U, I, -0.0, I, 0.0, U, U, E, E, I, N,
        N, N, N, N, N, 0.0, N, 0.0, N, N, N, N, N, N,
    ];
}
