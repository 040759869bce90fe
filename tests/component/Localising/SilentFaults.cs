using Workbench.Harness.Snapshots;
using Workbench.Testing.Faults;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Localising;

/// <summary>Draws faults at taps: every stage with every kind in turn, at inputs, outputs and inside blocks.</summary>
internal sealed class SilentFaults(TinyCase @case, int seed)
{
    private readonly Random random = new(seed);

    /// <summary>The n-th fault; drawing it again gives another place.</summary>
    public Injection Draw(int n)
    {
        var stages = @case.Stages;
        var stage = stages[n % stages.Count];
        var kind = FaultCatalog.Silent[n / stages.Count % FaultCatalog.Silent.Count];
        while (true)
        {
            var taps = Group(@case.Taps[stage]);
            var tap = taps[random.Next(taps.Count)];
            if (!Suits(kind, tap.Traits.Dtype))
            {
                continue;
            }

            var from = kind == "bypass" ? Twin(@case.Taps[stage], tap) : null;
            if (kind != "bypass" || from is not null)
            {
                var place = tap.Path.Contains('#', StringComparison.Ordinal) ? tap.Path : tap.Path + "#0";
                return new(stage, kind, $"{new FaultSpec(kind, place, random.Next(1000), from)}", tap.Path);
            }
        }
    }

    /// <summary>One in six draws is of the inputs, one of the outputs, the others are of what lies between.</summary>
    private IReadOnlyList<TapRecord> Group(IReadOnlyList<TapRecord> taps)
    {
        static bool Seam(TapRecord tap, string side) => tap.Path.StartsWith(side, StringComparison.Ordinal);
        List<TapRecord> group = random.Next(6) switch
        {
            0 => [.. taps.Where(tap => Seam(tap, "input/"))],
            1 => [.. taps.Where(tap => Seam(tap, "output/"))],
            _ => [.. taps.Where(tap => !Seam(tap, "input/") && !Seam(tap, "output/"))],
        };
        return group.Count > 0 ? group : taps;
    }

    /// <summary>Integers here have no sign, no exponent and no NaN.</summary>
    private static bool Suits(string kind, ScalarType dtype) =>
        dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16 || kind is not ("sign-bit" or "sign-channel" or "exponent-bit" or "nan-channel" or "rounded" or "nondeterministic");

    /// <summary>A tap before this one that a tensor of the same kind passes.</summary>
    private string? Twin(IReadOnlyList<TapRecord> taps, TapRecord tap)
    {
        var before = taps.TakeWhile(t => t != tap).Where(t => t.Traits.Dtype == tap.Traits.Dtype && t.Traits.Shape.SequenceEqual(tap.Traits.Shape) && t.Digest != tap.Digest).ToList();
        return before.Count == 0 ? null : before[random.Next(before.Count)].Path;
    }
}
