using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>Case <c>dit</c>: tables, every recorded intermediate of one forward, and the output of both experts at all timesteps and contexts.</summary>
public sealed partial class DitParity : IParitySuite
{
    private static readonly string[] Inputs = ["x", "y", "t", "sin.t"];

    public string Case => "dit";

    public int Stage => 12;

    public void Run(ParityContext context)
    {
        var names = context.Oracle.File("dit.safetensors").Tensors.Keys.ToList();
        var contexts = Contexts(names);
        var open = names.Except(Inputs).Except(contexts).ToHashSet();

        DitTables.Compare(context, open);
        foreach (var expert in new[] { Expert.High, Expert.Low })
        {
            using var scope = NewDisposeScope();
            using var dit = DitOracle.Load(context, expert);
            if (expert == Expert.High)
            {
                CompareIntermediates(context, dit, contexts[1], open);
            }

            CompareOutputs(context, dit, expert, names, open);
        }

        foreach (var name in open)
        {
            context.Report(name, false, "the oracle has this tensor, and no comparison covers it");
        }
    }

    /// <summary>Names of the case's contexts, shortest first.</summary>
    internal static List<string> Contexts(IEnumerable<string> names) =>
        [.. names.Where(n => n.StartsWith("context", StringComparison.Ordinal)).OrderBy(n => int.Parse(n["context".Length..], CultureInfo.InvariantCulture))];

    /// <summary>The oracle recorded the high expert at t[1] with its second context.</summary>
    private static void CompareIntermediates(ParityContext context, WanDit dit, string text, HashSet<string> open)
    {
        using var recorder = new TapRecorder();
        Forward(context, dit, 1, text, new(recorder, ""));
        var tensorOfTap = open.Where(n => DitTapNames.TapOf(n) is not null).ToDictionary(n => DitTapNames.TapOf(n)!);
        foreach (var (tap, tensor) in recorder.Tensors)
        {
            if (tensorOfTap.TryGetValue(tap, out var name))
            {
                using var scope = NewDisposeScope();
                context.Compare(name, InShapeOf(context.Expected(name), tensor), DitLimits.Forward(context));
                open.Remove(name);
            }
        }
    }

    private static void CompareOutputs(ParityContext context, WanDit dit, Expert expert, IEnumerable<string> names, HashSet<string> open)
    {
        var prefix = expert == Expert.High ? "high" : "low";
        foreach (var match in names.Select(n => OutputName().Match(n)).Where(m => m.Success && m.Groups[1].Value == prefix))
        {
            using var scope = NewDisposeScope();
            var velocity = Forward(context, dit, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), "context" + match.Groups[3].Value, default);
            context.Compare(match.Value, velocity, DitLimits.Forward(context));
            open.Remove(match.Value);
        }
    }

    private static Tensor Forward(ParityContext context, WanDit dit, int timestep, string text, Tap tap)
    {
        var t = context.Expected("t")[timestep].item<float>();
        var rows = DitOracle.Padded(context.Expected(text), dit.Config);
        return dit.Forward(context.Expected("x"), context.Expected("y"), rows, t, tap, context.Cancellation);
    }

    /// <summary>Upstream keeps the patch embedding as a convolution leaves it, and drops batch axes of 1.</summary>
    private static Tensor InShapeOf(Tensor expected, Tensor tensor)
    {
        var convolution = expected.dim() == 5 && tensor.dim() == 3;
        return (convolution ? tensor.transpose(1, 2) : tensor).reshape(expected.shape);
    }

    [GeneratedRegex(@"^out\.(high|low)\.t(\d+)\.ctx(\d+)$")]
    private static partial Regex OutputName();
}
