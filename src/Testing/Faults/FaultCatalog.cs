using static TorchSharp.torch;

namespace Workbench.Testing.Faults;

/// <summary>All faults by name.</summary>
public static class FaultCatalog
{
    internal const string Stale = "stale";

    private static readonly SortedDictionary<string, IFault> Faults = new(StringComparer.Ordinal)
    {
        // Numbers that are wrong.
        ["bypass"] = new Replaced((x, c) => c.From ?? throw new InvalidOperationException("bypass needs from=TAP, a tap that passed before")),
        ["dropped"] = new Replaced((x, _) => zeros_like(x)),
        ["exponent-bit"] = new BitFlip(sign: false),
        ["garbage-block"] = new GarbageBlock(),
        ["nan-channel"] = new Channel(double.NaN, add: true),
        ["nondeterministic"] = new Noise(),
        ["rounded"] = new Replaced((x, _) => x.to(FaultDtypes.Narrower(x.dtype)).to(x.dtype)),
        ["scale-dropped"] = new Replaced((x, _) => x * 0.5),
        ["shift"] = new Replaced((x, _) => x.roll(1, FaultAxes.Longest(x))),
        ["sign-bit"] = new BitFlip(sign: true),
        ["sign-channel"] = new Channel(-1, add: false),
        [Stale] = new Replaced((x, c) => c.Earlier ?? zeros_like(x)),
        ["transposed"] = new Replaced((x, _) => FaultAxes.Transposed(x)),

        // Dtypes that are wrong.
        ["upcast"] = new Replaced((x, _) => x.to(x.dtype == ScalarType.Float32 ? ScalarType.Float64 : ScalarType.Float32)),
        ["wrong-dtype"] = new Replaced((x, _) => x.to(FaultDtypes.Narrower(x.dtype))),

        // Processes that end, or do not.
        ["abort"] = new Deadly(NativeDeath.Abort),
        ["hang"] = new Deadly(() => Thread.Sleep(Timeout.Infinite)),
        ["kill"] = new Deadly(NativeDeath.Kill),
        ["out-of-memory"] = new Deadly(() => empty(1L << 60).Dispose()),
        ["sigsegv"] = new Deadly(NativeDeath.SegmentationFault),
        ["throw"] = new Deadly(() => throw new InvalidOperationException("injected exception")),
    };

    /// <summary>Names of the faults that change values or dtypes.</summary>
    public static IReadOnlyList<string> Silent { get; } = [.. Faults.Where(f => f.Value is not Deadly).Select(f => f.Key)];

    /// <summary>Names of the faults that end or stop the process.</summary>
    public static IReadOnlyList<string> Loud { get; } = [.. Faults.Where(f => f.Value is Deadly).Select(f => f.Key)];

    /// <summary>The fault of a name.</summary>
    /// <exception cref="FormatException">There is none; the message lists them.</exception>
    public static IFault Find(string name) =>
        Faults.TryGetValue(name, out var fault) ? fault : throw new FormatException($"unknown fault '{name}'. Known: {string.Join(", ", Faults.Keys)}.");
}
