using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Checkpoints.Layouts;
using Workbench.Pipeline.Lora;
using static TorchSharp.torch;

namespace Workbench.Parity.Lora;

/// <summary>Case <c>lora</c>: a file in every naming style merged into made-up layers, in fp32 and in bf16, and the same through branches.</summary>
public sealed partial class LoraParity : IParitySuite
{
    /// <summary>fp32: products over the rank, in another order of summation than the oracle's.</summary>
    private const double Merged = 1e-5;

    /// <summary>The oracle allows one unit in the last of bf16's 8 bits, which is at most 2^-7 of a value and on average far less.</summary>
    private const double MergedIn16Bit = 1.0 / 256;

    public string Case => "lora";

    public int Stage => 12;

    public void Run(ParityContext context)
    {
        var file = context.Oracle.File("lora.safetensors");
        var open = file.Tensors.Keys.Where(name => name.StartsWith("merged", StringComparison.Ordinal)).ToHashSet();
        foreach (var run in open.Select(name => MergedName().Match(name)).Where(m => m.Success).GroupBy(m => (Bf16: m.Groups[1].Success, Strength: m.Groups[2].Value)).ToList())
        {
            using var scope = NewDisposeScope();
            var strength = double.Parse(run.Key.Strength, CultureInfo.InvariantCulture);
            var names = run.ToDictionary(m => m.Groups[3].Value, m => m.Value);
            Compare(context, names, strength, run.Key.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32, LoraMode.Merge);
            if (!run.Key.Bf16)
            {
                Compare(context, names, strength, ScalarType.Float32, LoraMode.Dynamic);
            }

            open.ExceptWith(names.Values);
        }

        foreach (var name in open)
        {
            context.Report(name, false, "the oracle has this tensor, and no comparison covers it");
        }
    }

    private static void Compare(ParityContext context, Dictionary<string, string> names, double strength, ScalarType dtype, LoraMode mode)
    {
        using var model = LoraLayers.Of(context, dtype);
        var file = new RenamedCheckpoint(context.Oracle.File("lora.safetensors"), KeyLayout.Original, key => key.StartsWith("lora.", StringComparison.Ordinal) ? key["lora.".Length..] : null);
        var plan = LoraPlan.Of(LoraIndex.Of(file), model);
        plan.Require(skipUnmatched: true);
        CompareSkipped(context, plan);
        using var lora = LoadedLora.Read(file, plan.Index, [plan]);
        using var expert = new PatchedExpert(model, mode);
        expert.Apply([new("oracle", lora, plan, strength)]);
        foreach (var (key, name) in names)
        {
            var got = LoraLayers.Value(model, key);
            context.Compare(mode == LoraMode.Merge ? name : name + " (dynamic)", got, context.Expected(name), dtype == ScalarType.Float32 ? Merged : MergedIn16Bit);
        }
    }

    /// <summary>The oracle names the tensors that upstream skips.</summary>
    private static void CompareSkipped(ParityContext context, LoraPlan plan)
    {
        var skipped = context.Oracle.Manifest["cases"]!["lora"]!["tensors"]!.AsObject()
            .Where(t => ((string?)t.Value!["meaning"])?.Contains("must be skipped", StringComparison.Ordinal) == true)
            .Select(t => t.Key["lora.".Length..]).Order(StringComparer.Ordinal);
        var left = plan.Unmatched.Select(u => u.Key).Order(StringComparer.Ordinal).ToList();
        context.Report("skipped keys", left.SequenceEqual(skipped), $"left aside: {string.Join(", ", left)}");
    }

    [GeneratedRegex(@"^merged(_bf16)?\.(-?\d+\.\d+)\.(.+)$")]
    private static partial Regex MergedName();
}
